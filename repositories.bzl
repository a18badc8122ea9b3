"""The repositories that diorace is built with, for its own WORKSPACE and for those that depend on it.

    local_repository(name = "diorace", path = "…")
    load("@diorace//:repositories.bzl", "diorace_repositories")
    diorace_repositories()

They are what Debian installed (tools/setup), so a build needs no network. Their names and the labels in them are
upstream's: define one of them before, as the released archive, and no BUILD file changes.

@diorace_scenario_bounds is what dio_scenario_test knows of the scenarios in the main workspace.
"""

load("//tools:scenario_bounds.bzl", "scenario_bounds")

def _wiring_repository_impl(repository_ctx):
    root = repository_ctx.path(Label("//:repositories.bzl")).dirname
    for entry in root.get_child("third_party").get_child(repository_ctx.attr.folder).readdir():
        repository_ctx.symlink(entry, entry.basename)

# A folder of third_party/ as a repository, wherever diorace itself is.
_wiring_repository = repository_rule(
    implementation = _wiring_repository_impl,
    attrs = {"folder": attr.string(mandatory = True)},
    local = True,
)

_WIRING = {
    "com_google_absl": "abseil",
    # Bazel 4's own tools load these even when a workspace has only C++.
    "remote_coverage_tools": "remote_coverage_tools",
    "rules_cc": "rules_cc",
}

_INSTALLED_RULES = {
    "rules_java": "/usr/share/bazel/rules/java",
    "rules_proto": "/usr/share/bazel/rules/proto",
}

_INSTALLED_LIBRARIES = {
    "boost": ("/usr", "boost.BUILD"),
    "com_github_google_benchmark": ("/usr", "benchmark.BUILD"),
    "com_google_googletest": ("/usr/src/googletest", "googletest.BUILD"),
    "com_google_protobuf": ("/usr", "protobuf.BUILD"),
    "isa-l": ("/usr", "isal.BUILD"),
    "nlohmann_json": ("/usr", "nlohmann_json.BUILD"),
}

def diorace_repositories():
    """Defines those that the workspace has not defined itself."""
    defined = native.existing_rules()
    for name, folder in _WIRING.items():
        if name not in defined:
            _wiring_repository(name = name, folder = folder)
    if "diorace_scenario_bounds" not in defined:
        scenario_bounds(name = "diorace_scenario_bounds")
    for name, path in _INSTALLED_RULES.items():
        if name not in defined:
            native.local_repository(name = name, path = path)
    for name, (path, build_file) in _INSTALLED_LIBRARIES.items():
        if name not in defined:
            native.new_local_repository(
                name = name,
                path = path,
                build_file = "@diorace//third_party:" + build_file,
            )
