#include "model/machine.h"

#include <cerrno>
#include <new>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "checker/sync/task.h"
#include "model/content_oracle.h"
#include "model/fs/block_dev.h"
#include "model/fs/xfs.h"

namespace dio {
namespace {

using checker::Executor;

std::pmr::memory_resource* Memory() { return &Executor::Current().arena(); }

std::string ResultText(const IoSpec& spec, int64_t result) {
  const char* const call = spec.op == ReqOp::kWrite ? "pwrite" : "pread";
  if (result >= 0) return absl::StrCat(call, " returns ", result);
  return absl::StrCat(call, " returns ", result,
                      result == -EILSEQ ? " (EILSEQ)" : "");
}

}  // namespace

Machine::Machine(Workload& workload)
    : workload_(workload),
      kernel_(workload.behaviour, workload.contexts, workload.reached),
      device_storage_(Memory()),
      file_storage_(Memory()),
      buffer_storage_(Memory()),
      devices_(Memory()),
      files_(Memory()),
      buffers_(Memory()),
      finished_(Memory()) {
  for (const DeviceSpec& spec : workload.devices) {
    devices_.push_back(&device_storage_.emplace_back(
        kernel_, checker::Name(spec.name), spec.bytes, spec.logical_block_bytes,
        spec.integrity, spec.fill));
  }
  for (const FileSpec& spec : workload.files) {
    files_.push_back(&file_storage_.emplace_back(*devices_[spec.device]));
  }
  for (const BufferSpec& spec : workload.buffers) {
    buffers_.push_back(&buffer_storage_.emplace_back(
        checker::Name(spec.name), spec.bytes, workload.chunk_bytes, spec.fill));
  }
  finished_.reserve(workload.tasks.size());
}

void Machine::Run() {
  for (const TaskSpec& task : workload_.tasks) {
    checker::Spawn(checker::Name(task.name), checker::ContextKind::kUser,
                   [this, &task] { RunTask(task); });
  }
  checker::JoinAll();
  checker::AwaitQuiescence();
}

void Machine::RunTask(const TaskSpec& task) {
  // In the arena: a late wake-up may reach a task that has run on meanwhile, or
  // returned; the process it stands for is still there.
  TaskStruct& current = *new (Executor::Current().arena().Allocate(
      sizeof(TaskStruct), alignof(TaskStruct))) TaskStruct("task.state");
  for (const OperationSpec& operation : task.operations) {
    if (operation.store.has_value()) {
      DoStore(*operation.store);
      continue;
    }
    const IoOutcome outcome = DoIo(*operation.io, current);
    finished_.push_back({&*operation.io, outcome});
    checker::Note([&] { return ResultText(*operation.io, outcome.result); });
  }
}

IoOutcome Machine::DoIo(const IoSpec& spec, TaskStruct& current) {
  const FileSpec& file = workload_.files[spec.file];
  const Iocb iocb{
      spec.op,    spec.file_offset, buffer(spec.buffer), spec.buffer_offset,
      spec.bytes, current};
  switch (file.filesystem) {
    case FileSystem::kRawBlockDevice:
      return blkdev_direct_io_simple(kernel_, device(file.device), iocb);
    case FileSystem::kXfs:
      return xfs_file_direct_io(kernel_, this->file(spec.file), iocb);
  }
  return {};
}

void Machine::DoStore(const StoreSpec& spec) {
  kernel_.At(KernelStep::kUserStore);
  for (uint32_t i = 0; i < spec.count; ++i) {
    buffer(spec.buffer).memory.Fill(spec.offset + i * spec.stride, spec.data);
  }
}

KernelContexts ContextsFor(const Workload& workload) {
  KernelContexts contexts;
  for (const TaskSpec& task : workload.tasks) {
    for (const OperationSpec& operation : task.operations) {
      if (!operation.io.has_value()) continue;
      const FileSpec& file = workload.files[operation.io->file];
      const bool integrity =
          workload.devices[file.device].integrity.has_value();
      const bool read = operation.io->op == ReqOp::kRead;
      contexts.kblockd |= file.filesystem == FileSystem::kRawBlockDevice;
      contexts.kintegrityd |= integrity && read;
      contexts.ioend |=
          integrity && read && workload.behaviour.has(Switch::kDioBounce);
    }
  }
  return contexts;
}

void RunWorkload(Workload& workload) {
  Machine machine(workload);
  machine.Run();
  CheckContents(machine);
}

}  // namespace dio
