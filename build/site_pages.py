"""Hooks of mkdocs: links that lead somewhere in the repository lead to the same place on the site.

A page keeps the links that it has in the repository. Here they become links between the pages of the site, or, for
files that are no pages, links to the repository. In Javadoc, "rule 9" becomes a link to that rule.
"""
import os
import pathlib
import posixpath
import re

ROOT_PAGES = {
    "README.md": "index.md",
    "ARCHITECTURE.md": "architecture.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "RELEASING.md": "releasing.md",
    "SECURITY.md": "security.md",
    "template/README.md": "template.md",
}
ON_SITE = {page: path for path, page in ROOT_PAGES.items()}
# Blocks and pieces of code are left alone.
CODE_OR_LINK = re.compile(r"(?ms)^```.*?^```$|``.*?``|`[^`\n]*`|\]\((?!\w+:)([^)#\s]*)(#[^)\s]*)?\)")
# What belongs to an item of a numbered list has three spaces, for GitHub; mkdocs wants four.
BLOCK_OR_ITEM = re.compile(r"(?ms)^```.*?^```$|^ {3}(?=\S)")
# A picture is a link to itself: on a narrow screen it can be opened and enlarged.
PICTURE = re.compile(r"(?m)^(!\[[^\]\n]*\]\(([^)\s]+)\))$")
RULES = re.compile(r"(\brules?) (\d+(?:, \d+)*(?:,? (?:and|to|or) \d+)?)(?![\w.])")
MARKED = re.compile(r"(<a\b.*?</a>|<script\b.*?</script>|<style\b.*?</style>|<[^>]*>)", re.S)


def arrange(repository, folder):
    """Lays out the pages for mkdocs: links to the files of the repository under the names of the site."""
    for path, page in ROOT_PAGES.items():
        _link(repository / path, folder / page)
    for entry in sorted((repository / "docs").iterdir()):
        _link(entry, folder / entry.name)
    _link(repository / "build/site.css", folder / "site.css")
    _link(repository / "build/site-javadoc.md", folder / "javadoc.md")


def _link(target, link):
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)


def on_page_markdown(markdown, page, config, files):
    here = page.file.src_path.replace(os.sep, "/")
    source = ON_SITE.get(here, "docs/" + here)
    repository = config["repo_url"] + "/blob/" + os.environ.get("SITE_REF", "main") + "/"

    def moved(match):
        link, anchor = match.group(1), match.group(2) or ""
        if not link:
            return match.group(0)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), link))
        on_site = ROOT_PAGES.get(path, path[5:] if path.startswith("docs/") else None)
        if on_site is None or not files.get_file_from_path(on_site):
            return "](" + repository + path + anchor + ")"
        return "](" + posixpath.relpath(on_site, posixpath.dirname(here) or ".") + anchor + ")"

    markdown = BLOCK_OR_ITEM.sub(lambda match: match.group().replace("   ", "    ") if match.group().isspace()
                                 else match.group(), markdown)
    return PICTURE.sub(r"[\1](\2)", CODE_OR_LINK.sub(moved, markdown))


def on_post_build(config):
    api = pathlib.Path(config["site_dir"]) / "api"
    for page in api.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        rules = "../" * len(page.relative_to(api).parts) + "rules/#rule-"
        linked = "".join(part if part.startswith("<") else _with_rules(part, rules) for part in MARKED.split(text))
        if linked != text:
            page.write_text(linked, encoding="utf-8")


def _with_rules(text, rules):
    return RULES.sub(lambda match: match.group(1) + " " + re.sub(
        r"\d+", lambda number: f'<a href="{rules}{number.group()}">{number.group()}</a>', match.group(2)), text)
