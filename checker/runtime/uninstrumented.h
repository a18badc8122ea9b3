// Keeps ThreadSanitizer out of functions that are defined in headers.
//
//   namespace checker {
//   CHECKER_UNINSTRUMENTED_BEGIN
//   …
//   CHECKER_UNINSTRUMENTED_END
//   }  // namespace checker
//
// Tested code is compiled with instrumentation, and so would be the templates
// and inline functions of the engine that it instantiates; TSan would take what
// they do for accesses of tested code. To leave out single loads and stores
// (no_sanitize) is not enough: entry and exit of the function would be told.

#ifndef DIORACE_CHECKER_RUNTIME_UNINSTRUMENTED_H_
#define DIORACE_CHECKER_RUNTIME_UNINSTRUMENTED_H_

#ifdef CHECKER_TSAN
// clang-format off: a pragma is one literal
#define CHECKER_UNINSTRUMENTED_BEGIN                                                                      \
  _Pragma("clang attribute push(__attribute__((no_sanitize(\"thread\"))), apply_to = function)")          \
  _Pragma("clang attribute push(__attribute__((disable_sanitizer_instrumentation)), apply_to = function)")
// clang-format on
#define CHECKER_UNINSTRUMENTED_END \
  _Pragma("clang attribute pop") _Pragma("clang attribute pop")
#else
#define CHECKER_UNINSTRUMENTED_BEGIN
#define CHECKER_UNINSTRUMENTED_END
#endif

#endif  // DIORACE_CHECKER_RUNTIME_UNINSTRUMENTED_H_
