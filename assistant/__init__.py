"""A call goes in as audio; a few words that help the agent come out."""

__version__ = "0.1.0"
