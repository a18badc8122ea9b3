// What the validator says of limits, devices, files and buffers that do not fit
// together.

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scenarios/good_scenario.h"

namespace diorace {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(ValidateTest, LimitsAreWhatAKernelCouldHave) {
  const auto errors = [](absl::string_view limits) {
    return Errors("expect", absl::StrCat("limits { ", limits, " } expect"));
  };
  EXPECT_EQ(errors("page_bytes: 256 bio_max_vecs: 2 bounce_folio_bytes: 512 "
                   "bio_max_bytes: 512 integrity_buffer_bytes: 8 cpus: 4 "
                   "huge_zero_folio: true plug_requests: 1"),
            "");
  EXPECT_EQ(errors("page_bytes: 300"),
            "f:10:10: page_bytes is 300; it must be a power of two from 1 to "
            "65536");
  EXPECT_THAT(errors("page_bytes: 128"),
              HasSubstr("f:10:10: page_bytes is 128; it must be a multiple of "
                        "256, chunk_bytes"));
  EXPECT_THAT(errors("bounce_folio_bytes: 512"),
              HasSubstr("bounce_folio_bytes is 512; it must be a power of two "
                        "from 4096 to 1048576"));
  EXPECT_THAT(errors("bio_max_vecs: 0"),
              HasSubstr("bio_max_vecs is 0; it must be from 1 to 256"));
  EXPECT_THAT(errors("cpus: 5"), HasSubstr("cpus is 5; it must be from 1 to"));
  EXPECT_THAT(errors("bio_max_bytes: 256"),
              HasSubstr("bio_max_bytes is 256; it must be at least 512, the "
                        "logical block of device 'nvme0n1'"));
  EXPECT_THAT(errors("integrity_buffer_bytes: 4"),
              HasSubstr("integrity_buffer_bytes is 4; it must be at least 8"));
}

TEST(ValidateTest, BlocksAreMadeOfIntervals) {
  const auto errors = [](absl::string_view fields) {
    return Errors("bytes: 1024 integrity", absl::StrCat(fields, " integrity"));
  };
  EXPECT_EQ(errors("bytes: 1024 logical_block_bytes: 1024"), "");
  EXPECT_THAT(errors("bytes: 1024 logical_block_bytes: 256"),
              HasSubstr("f:3:38: logical_block_bytes is 256; it must be a "
                        "multiple of 512, the integrity interval"));
  EXPECT_THAT(errors("bytes: 1536 logical_block_bytes: 1024"),
              HasSubstr("bytes is 1536; it must be a multiple of 1024, "
                        "logical_block_bytes"));
  EXPECT_THAT(errors("bytes: 1024 max_request_bytes: 100"),
              HasSubstr("max_request_bytes is 100; it must be a multiple"));
  EXPECT_THAT(errors("bytes: 1024 dma_alignment: 3"),
              HasSubstr("dma_alignment is 3; it must be a power of two"));
  EXPECT_THAT(errors("bytes: 1024 dma_alignment: 512 fua: true"),
              HasSubstr("fua without write_cache"));
  EXPECT_THAT(Errors("integrity { interval_bytes: 512 }",
                     "bio_based: true write_cache: true"),
              HasSubstr("a write cache is for a NETWORK, or a DISK"));
  EXPECT_THAT(
      Errors("integrity { interval_bytes: 512 }", "inserts_integrity: true"),
      HasSubstr("inserts_integrity without integrity"));
}

TEST(ValidateTest, DisksHaveWhatFitsThem) {
  const auto errors = [](absl::string_view fields) {
    return Errors("bytes: 1024 integrity",
                  absl::StrCat("bytes: 1024 ", fields, " integrity"));
  };
  EXPECT_EQ(errors("spoilt { offset: 700 what: GUARD } open_zone { start: 512 "
                   "write_pointer: 512 }"),
            "");
  EXPECT_THAT(errors("spoilt { offset: 1024 }"),
              HasSubstr("bytes [1024,1025) reach beyond the device"));
  EXPECT_THAT(errors("bio_based: true"),
              HasSubstr("bio_based is for kind: DISK without integrity"));
  EXPECT_EQ(errors("scheduler: MQ_DEADLINE"), "");
  EXPECT_THAT(Errors("integrity { interval_bytes: 512 }",
                     "bio_based: true scheduler: MQ_DEADLINE"),
              StartsWith("f:3:54: a scheduler is for devices that take "
                         "requests"));
  EXPECT_THAT(errors("stripe_unit_bytes: 512"),
              HasSubstr("stripe_unit_bytes is for kind: PARITY"));
  EXPECT_THAT(errors("open_zone { start: 512 write_pointer: 0 }"),
              HasSubstr("write_pointer is 0; it must be from 512"));
  EXPECT_THAT(Errors("filesystem: XFS", "filesystem: XFS zoned: true"),
              HasSubstr("device 'nvme0n1' has no open_zone"));
  EXPECT_THAT(Errors("integrity { interval_bytes: 512 }", "spoilt {}"),
              HasSubstr("without integrity nobody can find a spoilt place"));
}

TEST(ValidateTest, StacksAreMadeOfDisksAboveThem) {
  const auto errors = [](absl::string_view device) {
    return Errors("file {", absl::StrCat("device { name: \"a\" bytes: 512 }\n"
                                         "device { name: \"b\" bytes: 512 }\n"
                                         "device { name: \"c\" bytes: 512 }\n"
                                         "device { name: \"md\" ",
                                         device, " }\nfile {"));
  };
  EXPECT_EQ(errors("bytes: 512 kind: MIRROR leg: \"a\" leg: \"b\""), "");
  EXPECT_EQ(errors("bytes: 1024 kind: PARITY leg: [\"a\", \"b\", \"c\"] "
                   "skip_copy: true"),
            "");
  EXPECT_THAT(
      errors("bytes: 256 kind: PARITY leg: [\"a\", \"b\", \"c\"]"),
      HasSubstr("bytes is 256; it must be a multiple of 512, a stripe"));
  EXPECT_THAT(errors("bytes: 1024 kind: PARITY leg: [\"a\", \"b\", \"c\"] "
                     "stripe_unit_bytes: 1024"),
              HasSubstr("it must be a multiple of 2048, a stripe"));
  EXPECT_THAT(errors("bytes: 512 kind: MIRROR leg: \"a\""),
              StartsWith("f:7:1: a MIRROR needs at least 2 legs"));
  EXPECT_THAT(errors("bytes: 512 leg: \"a\""),
              StartsWith("f:7:32: a DISK has no legs"));
  EXPECT_THAT(errors("bytes: 512 kind: MIRROR leg: \"a\" leg: \"x\""),
              HasSubstr("there is no device 'x'; devices: 'a', 'b'"));
  EXPECT_THAT(errors("bytes: 512 kind: MIRROR leg: \"a\" leg: \"md\""),
              HasSubstr("leg 'md' must be a disk that is above this device"));
  EXPECT_THAT(errors("bytes: 512 kind: MIRROR leg: \"a\" leg: \"a\""),
              HasSubstr("device 'a' is a leg already, of 'md'"));
  EXPECT_THAT(errors("bytes: 1024 kind: MIRROR leg: \"a\" leg: \"b\""),
              HasSubstr("leg 'a' has 512 bytes; this device needs 1024"));
  EXPECT_THAT(errors("bytes: 512 skip_copy: true"),
              HasSubstr("skip_copy is for kind: PARITY"));
  EXPECT_THAT(errors("bytes: 512 kind: MIRROR leg: \"a\" leg: \"b\" "
                     "integrity {}"),
              HasSubstr("integrity is for disks; a MIRROR leaves it to"));
  EXPECT_THAT(errors("bytes: 512 kind: MIRROR leg: \"nvme0n1\" leg: \"b\""),
              HasSubstr("f:8:21: device 'nvme0n1' belongs to 'md', of which it "
                        "is a leg"));
}

TEST(ValidateTest, ExtentsCoverTheFile) {
  const auto errors = [](absl::string_view fields) {
    return Errors("filesystem: XFS", absl::StrCat("filesystem: XFS ", fields));
  };
  EXPECT_EQ(errors("extent { bytes: 512 address: 512 } "
                   "extent { offset: 512 bytes: 512 type: HOLE } size: 700"),
            "");
  EXPECT_THAT(
      errors("extent { bytes: 512 } extent { offset: 1024 bytes: 512 }"),
      HasSubstr("f:4:86: offset is 1024; it must be 512, where the "
                "extent before ends"));
  EXPECT_THAT(errors("extent { bytes: 100 }"),
              HasSubstr("bytes is 100; it must be a multiple of 512, the "
                        "file's block"));
  EXPECT_THAT(errors("extent { bytes: 1024 address: 512 }"),
              HasSubstr("bytes [512,1536) reach beyond device 'nvme0n1'"));
  EXPECT_THAT(errors("extent { bytes: 512 } extent { bytes: 512 address: 0 }"),
              HasSubstr("bytes [0,512) of the device belong to another"));
  EXPECT_THAT(errors("extent { bytes: 1024 type: HOLE address: 0 }"),
              HasSubstr("an extent of type: HOLE is nowhere on the device"));
  EXPECT_THAT(errors("extent { bytes: 1024 type: UNWRITTEN shared: true }"),
              HasSubstr("only an extent of type: MAPPED can be shared"));
  EXPECT_THAT(errors("extent { bytes: 512 }"),
              HasSubstr("bytes [0,1024) reach beyond file 'data', which has "
                        "512"));
  EXPECT_THAT(errors("size: 1025"), HasSubstr("size is 1025; it must be"));
  EXPECT_THAT(errors("block_bytes: 256"),
              HasSubstr("block_bytes is 256; it must be a multiple of 512"));
  EXPECT_THAT(errors("checksums: true"), HasSubstr("checksums is for BTRFS"));
  EXPECT_THAT(Errors("filesystem: XFS", "filesystem: BTRFS zoned: true"),
              HasSubstr("zoned is for XFS"));
  EXPECT_THAT(
      Errors("filesystem: XFS",
             "filesystem: RAW_BLOCK_DEVICE size: 512 extent { bytes: 512 }"),
      testing::AllOf(HasSubstr("a RAW_BLOCK_DEVICE has no size"),
                     HasSubstr("a RAW_BLOCK_DEVICE has no extent")));
}

TEST(ValidateTest, CachedPagesAreOfTheFile) {
  const auto errors = [](absl::string_view cached) {
    return Errors("filesystem: XFS", absl::StrCat("filesystem: XFS ", cached));
  };
  EXPECT_EQ(errors("cached { bytes: 1024 fill: 1 dirty: true }"), "");
  constexpr absl::string_view kDirty =
      " cached { bytes: 1024 fill: 1 dirty: true }";
  EXPECT_EQ(errors(absl::StrCat("extent { bytes: 1024 type: HOLE }", kDirty)),
            "");
  EXPECT_THAT(errors(absl::StrCat("extent { bytes: 512 address: 512 } "
                                  "extent { bytes: 1024 type: HOLE } ",
                                  "cached { bytes: 1536 dirty: true }")),
              HasSubstr("a dirty page over a hole has space reserved for it; "
                        "device 'nvme0n1' has 1024 bytes, and the extents of "
                        "the file need 1536"));
  EXPECT_THAT(errors("cached { offset: 512 bytes: 512 }"),
              HasSubstr("offset is 512; it must be a multiple of 4096"));
  EXPECT_THAT(errors("cached { bytes: 512 }"),
              HasSubstr("bytes is 512; it must be a multiple of 4096"));
  EXPECT_THAT(errors("block_bytes: 8192 extent { bytes: 8192 type: HOLE } "
                     "cached { bytes: 4096 }"),
              HasSubstr("a multiple of 8192, block_bytes"));
  EXPECT_THAT(errors("cached { bytes: 4096 }"),
              HasSubstr("bytes [0,4096) reach beyond file 'data'"));
  EXPECT_THAT(errors("cached { bytes: 1024 } cached { bytes: 1024 }"),
              HasSubstr("these pages are there already"));
}

TEST(ValidateTest, BuffersAreMadeOfPages) {
  const auto errors = [](absl::string_view fields) {
    return Errors("expect", absl::StrCat("buffer { name: \"b\" bytes: 8192 ",
                                         fields, " } expect"));
  };
  EXPECT_EQ(errors("fill_step: 3 folio_bytes: 4096 hole { bytes: 4096 } "
                   "peer { offset: 4096 bytes: 4096 }"),
            "");
  EXPECT_THAT(errors("folio_bytes: 512"),
              HasSubstr("f:10:32: folio_bytes is 512; it must be a multiple "
                        "of 4096, page_bytes"));
  EXPECT_THAT(errors("hole { offset: 512 bytes: 512 }"),
              HasSubstr("offset is 512; it must be a multiple of 4096"));
  EXPECT_THAT(errors("peer { offset: 8192 bytes: 512 }"),
              HasSubstr("bytes [8192,8704) reach beyond buffer 'b'"));
  EXPECT_THAT(errors("fill_step: 256"), HasSubstr("fill_step is 256; it is a"));
  EXPECT_THAT(errors("mapping_offset: 0"),
              HasSubstr("mapping_offset without mapping_of"));
  EXPECT_THAT(errors("mapping_of: \"data\""),
              HasSubstr("bytes [0,8192) reach beyond file 'data'"));
  EXPECT_THAT(errors("mapping_of: \"date\""),
              HasSubstr("there is no file 'date'; files: 'data'"));
  EXPECT_THAT(errors("mapping_of: \"data\" fill: 1"),
              HasSubstr("a mapping holds what the file holds; leave fill out"));
  EXPECT_THAT(
      Errors("filesystem: XFS }\nbuffer {",
             "filesystem: RAW_BLOCK_DEVICE }\nbuffer { mapping_of: \"data\""),
      HasSubstr("a RAW_BLOCK_DEVICE cannot be mapped"));
}

}  // namespace
}  // namespace diorace
