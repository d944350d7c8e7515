"""The version of this program, apart from the package, whose names lead to everything else."""

__version__ = "0.1.0"
