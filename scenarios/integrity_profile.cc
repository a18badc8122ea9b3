#include "scenarios/integrity_profile.h"

#include "model/pi/guard.h"
#include "model/pi/tuple.h"

namespace diorace {
namespace {

dio::pi::GuardType GuardOf(const Integrity& integrity) {
  switch (integrity.guard()) {
    case Integrity::CRC16:
      break;
    case Integrity::IP:
      return dio::pi::GuardType::kIpChecksum;
    case Integrity::CRC64:
      return dio::pi::GuardType::kCrc64Nvme;
  }
  return dio::pi::GuardType::kCrc16T10Dif;
}

}  // namespace

dio::pi::Profile IntegrityProfile(const Integrity& integrity) {
  const dio::pi::GuardType guard = GuardOf(integrity);
  return {.type = static_cast<dio::pi::ProtectionType>(integrity.type()),
          .guard = guard,
          .interval_bytes = integrity.interval_bytes(),
          .metadata_bytes = integrity.has_metadata_bytes()
                                ? integrity.metadata_bytes()
                                : dio::pi::TupleBytes(guard),
          .pi_offset = integrity.pi_offset(),
          .generate = integrity.write_generate(),
          .verify = integrity.read_verify()};
}

}  // namespace diorace
