"""What scenario files say about the tests that run them, for dio_scenario_test.

A macro cannot read files, a repository rule can: this one reads the scenarios
of the main workspace and writes @diorace_scenario_bounds//:bounds.bzl. It runs
again when Bazel's server starts, at `bazel sync --configure`, when the BUILD
file of a scenario changes, and when a scenario does that has bounds of its
test. What goes unnoticed until then, as a new file that a glob finds or another
verdict, the test notices (diorace check --test_bounds).

Workspaces below the root are left alone. They may be repositories of this one,
as diorace in a git submodule, and a label that crosses into a repository is an
error. For what is in such a folder and no repository, the BUILD file has to say
size and shards.

Why not all scenarios are watched: for each watched file, Bazel calls the rule
once more.
"""

# As numbered in scenarios/scenario.proto.
_SIZES = ["SMALL", "MEDIUM", "LARGE", "ENORMOUS"]
_VERDICTS = ["UNSPECIFIED", "PASS", "FAIL", "HYPOTHESIS"]

_TAGS = {
    "FAIL": ["expected-fail"],
    "HYPOTHESIS": ["hypothesis"],
    "PASS": ["expected-pass"],
    "UNSPECIFIED": [],
}

# Bazel allows no more.
_MOST_SHARDS = 50

def _tokens(text):
    """Words, marks, and strings: each with a \" before it, and none behind."""
    tokens = []
    word = ""
    end = ""  # of the string or the comment that we are in
    escaped = False
    for char in (text + "\n").elems():
        if escaped:
            escaped = False
        elif char == end:
            if end != "\n":
                tokens.append("\"" + word)
            word = ""
            end = ""
        elif end:
            escaped = char == "\\" and end != "\n"
            word += char
        elif char in "{}<>:;,#\"' \t\r\n":
            if word:
                tokens.append(word)
                word = ""
            if char in "{}<>:":
                tokens.append(char)
            elif char == "#":
                end = "\n"
            elif char in "\"'":
                end = char
        else:
            word += char
    return tokens

def _number(token):
    """Decimal, octal (010) or hexadecimal (0x8); None if it is none of them."""
    digits = token.lower()
    base = 10
    if digits.startswith("0x"):
        digits = digits[2:]
        base = 16
    elif digits.startswith("0"):
        base = 8
    if not digits or [digit for digit in digits.elems() if digit not in "0123456789abcdef"[:base]]:
        return None
    return int(digits, base)

def _name(token, names):
    """The name of an enumerator, which may be given by its number; the first if there is none."""
    if token in names:
        return token
    number = _number(token)
    return names[number] if number != None and number < len(names) else names[0]

def bounds_of(text):
    """What a scenario says.

    Not a parser of everything that a text format allows: what is wrong, or what
    it gets wrong, the test finds out.

    Args:
      text: of the file.

    Returns:
      A struct: size ("small"), shards (1) and tags, of which the test must have
      all. None: it is no scenario.
    """
    path = []
    before = ["", ""]
    said = {}
    for token in _tokens(text):
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
    shards = _number(said.get("bounds.shards", "1"))
    tags = _TAGS[_name(said["expect.verdict"], _VERDICTS)]
    if said.get("bounds.strategy", "\"dpor") not in ["\"dpor", "\"dfs"]:
        tags = tags + ["sampled"]
    return struct(
        shards = shards if shards and shards <= _MOST_SHARDS else 1,
        size = _name(said.get("bounds.test_size", ""), _SIZES).lower(),
        tags = tags,
    )

# These make a folder a workspace of its own.
_BOUNDARIES = ["WORKSPACE", "WORKSPACE.bazel", "MODULE.bazel", "REPO.bazel"]

# Of BUILD files and boundaries the path, of scenarios also, behind a colon, the
# number of lines that the rule must watch. Hidden files, broken links and names
# that are no labels are left out, and links to folders not followed.
#
# Workspaces below are not pruned here: find could tell one only by a process for
# each folder.
_FIND = [
    ["find", ".", "-mindepth", "1"],
    ["-name", ".*", "-prune"],
    ["-o", "-path", "*[:\\\\]*"],
    ["-o", "-path", "*[^[:print:]]*"],
    ["-o", "!", "-xtype", "f"],
    ["-o", "(", "-name", "BUILD", "-o", "-name", "BUILD.bazel"],
    [argument for name in _BOUNDARIES for argument in ["-o", "-name", name]],
    [")", "-print"],
    ["-o", "-name", "*.textproto", "-exec", "grep", "-HcE", "shards|test_size", "{}", "+"],
]

def _ignored(repository_ctx, root):
    listing = root.get_child(".bazelignore")
    if not listing.exists:
        return []
    lines = [line.strip() for line in repository_ctx.read(listing).split("\n")]
    return [line.rstrip("/") for line in lines if line and not line.startswith("#")]

def own_files(found, ignored):
    """Those of the main workspace.

    Args:
      found: lines of find: paths, and behind a colon maybe more.
      ignored: folders that are not to be looked into.

    Returns:
      The lines, without "./", of BUILD files and scenarios that are neither in
      one of `ignored` nor in a workspace below.
    """
    paths = sorted([line[len("./"):] for line in found])
    left_alone = {folder: None for folder in ignored}
    files = []
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name not in _BOUNDARIES:
            files.append(path)
        elif folder:  # not the root
            left_alone[folder] = None
    return [path for path in files if not _is_in(path, left_alone)]

def _is_in(path, folders):
    """Whether `path` is in one of `folders`, at any depth."""
    parts = path.split("/")
    for length in range(1, len(parts)):
        if "/".join(parts[:length]) in folders:
            return True
    return False

def _package(path, build_files):
    """The package that the file `path` is in; None if there is none."""
    folders = path.split("/")[:-1]
    for length in range(len(folders), -1, -1):
        package = "/".join(folders[:length])
        if package in build_files:
            return package
    return None

def _scenarios(repository_ctx, root):
    """Scenarios as structs: path, label, build_file (a label), watched."""
    found = repository_ctx.execute(
        [argument for arguments in _FIND for argument in arguments],
        environment = {"LC_ALL": "C"},
        working_directory = str(root),
    ).stdout.splitlines()
    paths = own_files(found, _ignored(repository_ctx, root))

    # BUILD.bazel comes later, and is what Bazel prefers.
    build_files = {
        path.rpartition("/")[0]: path.rpartition("/")[2]
        for path in paths
        if ":" not in path
    }
    scenarios = []
    for path, colon, lines in [path.partition(":") for path in paths]:
        package = _package(path, build_files) if colon else None
        if package != None:
            scenarios.append(struct(
                path = "%s/%s" % (root, path),
                label = "//%s:%s" % (package, path[len(package):].lstrip("/")),
                build_file = "//%s:%s" % (package, build_files[package]),
                watched = lines != "0",
            ))
    return scenarios

def _scenario_bounds_impl(repository_ctx):
    # Where the main workspace is, Bazel says nowhere else: a label would have to
    # know whether the file is WORKSPACE or WORKSPACE.bazel.
    root = repository_ctx.path(repository_ctx.read("../../DO_NOT_BUILD_HERE").strip())
    scenarios = _scenarios(repository_ctx, root)

    # A path(Label) is watched, that of a text is not. First, since Bazel begins
    # anew after each.
    for label in {scenario.build_file: None for scenario in scenarios}:
        repository_ctx.path(Label("@" + label))
    for scenario in scenarios:
        if scenario.watched:
            repository_ctx.path(Label("@" + scenario.label))

    lines = []
    for scenario in scenarios:
        bounds = bounds_of(repository_ctx.read(scenario.path))
        if bounds:
            lines.append("    %r: struct(shards = %d, size = %r, tags = %r)," % (
                scenario.label,
                bounds.shards,
                bounds.size,
                bounds.tags,
            ))
    repository_ctx.file("BUILD")
    repository_ctx.file("bounds.bzl", "\n".join(["BOUNDS = {"] + lines + ["}", ""]))

scenario_bounds = repository_rule(
    doc = "Reads all *.textproto files of the main workspace, but for hidden ones and workspaces below.",
    implementation = _scenario_bounds_impl,
    configure = True,
    local = True,
)
