#include "checker/runtime/cancellation_barrier.h"

#include <unwind.h>

#include <cstdint>
#include <cstring>

namespace checker {
namespace {

// Pointer encodings of DWARF's exception-handling tables (LSB core
// specification, section 10.5.1).
constexpr uint8_t kOmitted = 0xff;
constexpr uint8_t kFormatMask = 0x0f;
constexpr uint8_t kAbsolute = 0x00;
constexpr uint8_t kUleb128 = 0x01;
constexpr uint8_t kUnsigned2 = 0x02;
constexpr uint8_t kUnsigned4 = 0x03;
constexpr uint8_t kUnsigned8 = 0x04;
constexpr uint8_t kSignedBit = 0x08;

class Reader {
 public:
  explicit Reader(const uint8_t* at) : at_(at) {}

  const uint8_t* at() const { return at_; }
  uint8_t Byte() { return *at_++; }

  uint64_t Uleb128() {
    uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const uint8_t byte = Byte();
      value |= uint64_t{byte & 0x7fu} << shift;
      if ((byte & 0x80) == 0) return value;
    }
  }

  int64_t Sleb128() {
    uint64_t value = 0;
    for (int shift = 0;;) {
      const uint8_t byte = Byte();
      value |= uint64_t{byte & 0x7fu} << shift;
      shift += 7;
      if ((byte & 0x80) != 0) continue;
      if ((byte & 0x40) != 0 && shift < 64) value |= ~uint64_t{0} << shift;
      return static_cast<int64_t>(value);
    }
  }

  // A value as it stands, without the base that its encoding asks to add: 0
  // means null in every encoding.
  uint64_t Raw(uint8_t encoding) {
    if ((encoding & kFormatMask) == kUleb128) return Uleb128();
    uint64_t value = 0;
    const size_t size = Size(encoding);
    std::memcpy(&value, at_, size);
    at_ += size;
    return value;
  }

  // Of the fixed-size formats.
  static size_t Size(uint8_t encoding) {
    switch (encoding & kFormatMask & ~kSignedBit) {
      case kUnsigned2:
        return 2;
      case kUnsigned4:
        return 4;
      case kAbsolute:
      case kUnsigned8:
      default:
        return 8;
    }
  }

 private:
  const uint8_t* at_;
};

// The tables of one function.
class HandlerTables {
 public:
  explicit HandlerTables(const uint8_t* lsda) : reader_(lsda) {
    if (const uint8_t encoding = reader_.Byte(); encoding != kOmitted)
      reader_.Raw(encoding);
    type_encoding_ = reader_.Byte();
    if (type_encoding_ != kOmitted) {
      const uint64_t offset = reader_.Uleb128();
      types_ = reader_.at() + offset;
    }
    site_encoding_ = reader_.Byte();
    const uint64_t length = reader_.Uleb128();
    actions_ = reader_.at() + length;
  }

  // Whether an exception from the call at `offset` into the function is stopped
  // here.
  bool StopsAt(uint64_t offset) {
    while (reader_.at() < actions_) {
      const uint64_t begin = reader_.Raw(site_encoding_);
      const uint64_t length = reader_.Raw(site_encoding_);
      const uint64_t landing_pad = reader_.Raw(site_encoding_);
      const uint64_t action = reader_.Uleb128();
      if (offset < begin) break;
      if (offset >= begin + length) continue;
      return landing_pad != 0 && action != 0 && CatchesAll(action - 1);
    }
    // A call that the table does not list must not throw.
    return true;
  }

 private:
  bool CatchesAll(uint64_t action) const {
    Reader chain(actions_ + action);
    while (true) {
      const int64_t filter = chain.Sleb128();
      // An exception specification: nothing that it lists is ours.
      if (filter < 0) return true;
      if (filter > 0) {
        Reader type(types_ - static_cast<uint64_t>(filter) *
                                 Reader::Size(type_encoding_));
        if (type.Raw(type_encoding_) == 0) return true;
      }
      Reader next = chain;
      const int64_t displacement = next.Sleb128();
      if (displacement == 0) return false;
      chain = Reader(chain.at() + displacement);
    }
  }

  Reader reader_;
  uint8_t type_encoding_ = kOmitted;
  uint8_t site_encoding_ = kOmitted;
  const uint8_t* types_ = nullptr;
  const uint8_t* actions_ = nullptr;
};

struct Search {
  uintptr_t entry_frame;
  bool found = false;
};

_Unwind_Reason_Code Visit(_Unwind_Context* context, void* argument) {
  auto& search = *static_cast<Search*>(argument);
  // What is called the CFA here is where the stack of the frame ends.
  if (_Unwind_GetCFA(context) > search.entry_frame) return _URC_END_OF_STACK;
  const auto* const lsda = reinterpret_cast<const uint8_t*>(
      _Unwind_GetLanguageSpecificData(context));
  if (lsda == nullptr) return _URC_NO_REASON;
  // The return address may belong to what follows the call; one before is
  // inside of it.
  const uintptr_t offset =
      _Unwind_GetIP(context) - 1 - _Unwind_GetRegionStart(context);
  search.found = HandlerTables(lsda).StopsAt(offset);
  return search.found ? _URC_END_OF_STACK : _URC_NO_REASON;
}

}  // namespace

bool CancellationBarrierBelow(const void* entry_frame) {
  Search search{.entry_frame = reinterpret_cast<uintptr_t>(entry_frame)};
  _Unwind_Backtrace(&Visit, &search);
  return search.found;
}

}  // namespace checker
