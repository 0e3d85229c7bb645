"""Run the command line with ``python -m form_analyzer``."""

from form_analyzer.cli import main

if __name__ == "__main__":
    main()
