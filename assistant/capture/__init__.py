"""Audio in: a recording or a device becomes both parties' frames on one clock."""
