"""What scenario files say about the tests that run them, for dio_scenario_test.

A macro cannot read files, a repository rule can: this one reads the scenarios
of the main workspace and writes @diorace_scenario_bounds//:bounds.bzl. It runs
again when Bazel's server starts, at `bazel sync --configure`, when the BUILD
file of a scenario changes, and when a scenario does that says how to test it.
What goes unnoticed until then, as a new file that a glob finds, the test
notices (diorace check --test_bounds).

Why not all scenarios are watched: for each watched file, Bazel calls the rule
once more.
"""

# `find` but for hidden files.
_FIND = ["-mindepth", "1", "-name", ".*", "-prune", "-o", "-name", "*.textproto"]

def _plain(line):
    """`line` without its comment, and with "" for each string."""
    if "'" not in line and "\\" not in line and "#" not in line:
        return "\"\"".join(line.split("\"")[::2])
    plain = ""
    quote = ""
    escaped = False
    for char in line.elems():
        if escaped:
            escaped = False
        elif quote:
            escaped = char == "\\"
            if char == quote:
                quote = ""
        elif char == "#":
            break
        elif char in "\"'":
            quote = char
            plain += " \"\" "
        else:
            plain += char
    return plain

def _string_after(text, field):
    """The string of the only `field` in `text`, which has a value that matters to nobody else."""
    _, found, rest = text.partition(field + ":")
    parts = rest.replace("'", "\"").split("\"")
    return parts[1] if found and len(parts) > 1 else ""

def bounds_of(text):
    """What a scenario says.

    Not a parser of everything that a text format allows: what it gets wrong,
    the test finds out.

    Args:
      text: of the file.

    Returns:
      A struct: size ("small"), shards (1) and tags. None: it is no scenario.
    """
    spaced = " ".join([_plain(line) for line in text.split("\n")])
    for space in ["\t", "\r", ";", ","]:
        spaced = spaced.replace(space, " ")
    for mark in ["{", "}", "<", ">", ":"]:
        spaced = spaced.replace(mark, " %s " % mark)
    path = []
    before = ["", ""]
    said = {}
    for token in [token for token in spaced.split(" ") if token]:
        if token in ["{", "<"]:
            path.append(before[0] if before[0] != ":" else before[1])
        elif token in ["}", ">"]:
            if path:
                path.pop()
        elif before[0] == ":":
            said[".".join(path + [before[1]])] = token
        before = [token, before[0]]
    if "expect.verdict" not in said:
        return None
    shards = said.get("bounds.shards", "1")
    shards = int(shards) if shards.isdigit() else 1
    tags = ["scenario", {
        "FAIL": "expected-fail",
        "HYPOTHESIS": "hypothesis",
    }.get(said["expect.verdict"], "expected-pass")]
    if "bounds.strategy" in said and _string_after(text, "strategy") not in ["dpor", "dfs"]:
        tags.append("sampled")
    if shards > 1:
        tags.append("sharded")
    return struct(
        shards = shards,
        size = said.get("bounds.test_size", "SMALL").lower(),
        tags = tags,
    )

def _build_file_above(root, file):
    """The BUILD file of the package that `file` is in; None if there is none."""
    folder = file.dirname
    for _ in range(100):
        for name in ["BUILD.bazel", "BUILD"]:
            if folder.get_child(name).exists:
                return folder.get_child(name)
        if str(folder) == str(root):
            return None
        folder = folder.dirname
    return None

def _ignored(repository_ctx, root):
    listing = root.get_child(".bazelignore")
    if not listing.exists:
        return []
    lines = [line.strip() for line in repository_ctx.read(listing).split("\n")]
    return [line.rstrip("/") + "/" for line in lines if line and not line.startswith("#")]

def _find(repository_ctx, root, what):
    """Files as structs: path, label, build_file (a label)."""
    names = repository_ctx.execute(["find", str(root)] + _FIND + what).stdout.splitlines()
    ignored = _ignored(repository_ctx, root)
    files = []
    for name in sorted(names):
        path = repository_ctx.path(name)
        relative = name[len(str(root)) + 1:]
        build_file = _build_file_above(root, path)
        if not build_file or [folder for folder in ignored if relative.startswith(folder)]:
            continue
        package = str(build_file.dirname)[len(str(root)) + 1:]
        files.append(struct(
            path = path,
            label = "//%s:%s" % (package, relative[len(package):].lstrip("/")),
            build_file = "//%s:%s" % (package, build_file.basename),
        ))
    return files

def _scenario_bounds_impl(repository_ctx):
    root = repository_ctx.path(Label("@//:WORKSPACE")).dirname

    # A path(Label) is watched, that of a text is not. First, since Bazel begins
    # anew after each.
    for file in _find(repository_ctx, root, ["-exec", "grep", "-lE", "shards|test_size", "{}", "+"]):
        repository_ctx.path(Label("@" + file.label))
    files = _find(repository_ctx, root, ["-print"])
    for build_file in {file.build_file: None for file in files}:
        repository_ctx.path(Label("@" + build_file))

    lines = []
    for file in files:
        bounds = bounds_of(repository_ctx.read(file.path))
        if bounds:
            lines.append("    %r: struct(shards = %d, size = %r, tags = %r)," % (
                file.label,
                bounds.shards,
                bounds.size,
                bounds.tags,
            ))
    repository_ctx.file("BUILD")
    repository_ctx.file("bounds.bzl", "\n".join(["BOUNDS = {"] + lines + ["}", ""]))

scenario_bounds = repository_rule(
    doc = "Reads all *.textproto files of the main workspace, but for hidden ones.",
    implementation = _scenario_bounds_impl,
    configure = True,
    local = True,
)
