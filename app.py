"""Start ArticleBot in the browser: `python app.py`, the same as `articlebot serve`."""

from bot.cli.main import main

if __name__ == "__main__":
    main(["serve"])
