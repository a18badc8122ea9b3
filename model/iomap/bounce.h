// Bouncing: direct I/O through a folio of the kernel's own, so that the data
// cannot change under it.
//
// Source: block/bio.c of Linux 7.0 (bio_iov_iter_bounce and
// bio_iov_iter_unbounce). Modelled here: an allocation that succeeds at once,
// so one folio per bio; user memory that is resident, so copies that do not
// fault.

#ifndef DIORACE_MODEL_IOMAP_BOUNCE_H_
#define DIORACE_MODEL_IOMAP_BOUNCE_H_

#include "model/block/bio.h"
#include "model/iocb.h"
#include "model/kernel.h"

namespace dio {

// Copies user memory into the bounce folio, chunk by chunk: the only time that
// user memory is looked at. A store in between tears the data, which is legal.
void bio_iov_iter_bounce_write(Kernel& kernel, Bio& bio, const Iocb& iocb);

// Pins the user's pages for the copy-back. They are not dirtied: nothing is
// written to them before that.
void bio_iov_iter_bounce_read(Kernel& kernel, Bio& bio, const Iocb& iocb);

// Copies what the device delivered back to the user, unless the dio has an
// error; then dirties and unpins. May sleep.
void bio_iov_iter_unbounce_read(Kernel& kernel, Bio& bio);

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_BOUNCE_H_
