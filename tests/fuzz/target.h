// What a fuzzer calls: with any bytes, it returns, and does not take long.

#ifndef DIORACE_TESTS_FUZZ_TARGET_H_
#define DIORACE_TESTS_FUZZ_TARGET_H_

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

#endif  // DIORACE_TESTS_FUZZ_TARGET_H_
