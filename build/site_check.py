"""Checks the links of a built site: each leads to a file of the site, and to an anchor that the file has.

Links to other servers are not followed. Usage: site_check.py FOLDER. Exit status: 1 if a link is broken.
"""
import html.parser
import pathlib
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    """The anchors and the links of a page."""

    def __init__(self, text):
        super().__init__()
        self.anchors = set()
        self.links = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id" or name == "name" and tag == "a":
                self.anchors.add(value)
            elif name in ("href", "src") and value:
                self.links.append(value)


def broken(folder):
    pages = {}

    def page(path):
        if path not in pages:
            pages[path] = Page(path.read_text(encoding="utf-8"))
        return pages[path]

    # What javadoc writes is its own affair, but for the links that lead to it from the pages and back.
    for path in sorted(folder.rglob("*.html")):
        of_javadoc = "api" in path.relative_to(folder).parts
        for link in page(path).links:
            url = urllib.parse.urlsplit(link)
            if url.scheme or url.netloc or path.name == "404.html":
                continue
            if of_javadoc and "rules/#rule-" not in link:
                continue
            target = (path.parent / urllib.parse.unquote(url.path)).resolve() if url.path else path
            target = target / "index.html" if target.is_dir() else target
            if not target.exists():
                yield f"{path.relative_to(folder)}: {link} is not there"
            elif url.fragment and target.suffix == ".html" and urllib.parse.unquote(url.fragment) not in page(
                    target).anchors | {"__codelineno"} and not url.fragment.startswith("__"):
                yield f"{path.relative_to(folder)}: {link} has no such anchor"


if __name__ == "__main__":
    found = list(broken(pathlib.Path(sys.argv[1]).resolve()))
    print("\n".join(found) if found else "all links lead somewhere")
    sys.exit(1 if found else 0)
