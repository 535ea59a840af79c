#!/usr/bin/env python3
"""Keeps what a run showed: results.py ROOT NAME VERSION JDK RESULTS, called by servers/run NAME --write.

RESULTS has a line for each check: its title, a tab, its result. They become docs/servers/results/NAME.tsv, with server, date and
commit before them, and the table in docs/servers/README.md is made anew from all such files. Python 3.9 or later, standard library.
"""
import datetime
import pathlib
import subprocess
import sys

NAMES = {"payara": "Payara", "glassfish": "GlassFish", "wildfly": "WildFly", "liberty": "Open Liberty", "jar": "The jar, Payara Micro"}
BEGIN = "<!-- results: by servers/run NAME --write, not by hand -->"
END = "<!-- end of results -->"


def git(root, *command):
    return subprocess.run(["git", "-C", root, *command], capture_output=True, text=True, check=True).stdout.strip()


def commit(root):
    """What was tried; a run may have written results of other servers before."""
    changed = git(root, "status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs/servers")
    return git(root, "rev-parse", "--short=10", "HEAD") + (", changed" if changed else "")


def read(file):
    return dict(line.split("\t", 1) for line in file.read_text(encoding="utf-8").splitlines())


def table(columns):
    titles = list(dict.fromkeys(title for column in columns for title in column if title != "server"))
    lines = ["| Check | " + " | ".join(column["server"] for column in columns) + " |", "| --- " * (len(columns) + 1) + "|"]
    for title in titles:
        cells = [column.get(title, "not tried") for column in columns]
        if len(set(cells)) == 1 and title not in ("date", "commit", "JDK"):
            lines.append(f"| {title}: {cells[0]} | " + " | ".join("yes" for _ in cells) + " |")
        else:
            lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    root, name, version, jdk, results = sys.argv[1:]
    checks = [line.split("\t", 1) for line in pathlib.Path(results).read_text(encoding="utf-8").replace("|", "/").splitlines()]
    failed = sum(result in ("FAILED", "not reached") for _, result in checks)
    head = [
        ("server", f"{NAMES[name]} {version}"),
        ("date", datetime.date.today().isoformat()),
        ("commit", commit(root)),
        ("JDK", jdk),
        ("checks", f"{len(checks) - failed} passed, {failed} failed"),
    ]
    folder = pathlib.Path(root, "docs", "servers", "results")
    folder.mkdir(mode=0o755, exist_ok=True)
    file = folder / f"{name}.tsv"
    file.write_text("".join(f"{title}\t{result}\n" for title, result in head + checks), encoding="utf-8")
    file.chmod(0o644)
    columns = [read(folder / f"{each}.tsv") for each in NAMES if (folder / f"{each}.tsv").exists()]
    page = folder.parent / "README.md"
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    page.write_text(f"{before}{BEGIN}\n\n{table(columns)}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
