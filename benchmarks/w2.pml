/*
 * W2, the workload that every checker was measured on (tests/checker/explore/known_programs.h has it in our
 * primitives): a submitter fills a page of eight sectors, computes a guard of each and submits; a device compares what
 * it fetches with the guards; users store into sectors meanwhile.
 *
 *   spin -a -DUSERS=3 w2.pml            zero-copy, three users
 *   spin -a -DUSERS=1 -DBOUNCE w2.pml   bounce, one user
 *   cc -O2 -DSAFETY -o pan pan.c && ./pan -c0
 *
 * One statement is one step of the definition: no loops, whose counters would be steps and states of their own. -c0
 * goes on after a violation, so that all states are counted.
 */

#ifndef USERS
#define USERS 1
#endif

byte page[8];
#ifdef BOUNCE
byte bounced[8];
#define SENT bounced
#else
#define SENT page
#endif

/* Ordered by the submission. */
byte guard[8];
bool submitted;
bool completed;

#define STORED_BY_USER 255

#define EIGHT(step) step(0); step(1); step(2); step(3); step(4); step(5); step(6); step(7)
#define FILL(i) page[i] = i + 1
#define LOAD(i) copy[i] = page[i]
#define STORE(i) bounced[i] = copy[i]
#define GUARD(i) guard[i] = SENT[i]
#define COMPARE(i) mismatch = mismatch || SENT[i] != guard[i]

active proctype submitter() {
#ifdef BOUNCE
  byte copy[8];
#endif
  EIGHT(FILL);
#ifdef BOUNCE
  EIGHT(LOAD);
  EIGHT(STORE);
#endif
  EIGHT(GUARD);
  submitted = true;
  completed
}

active proctype device() {
  bool mismatch;
  submitted;
  EIGHT(COMPARE);
  completed = true;
  assert(!mismatch)
}

#define USER(name, sector) active proctype name() { page[sector] = STORED_BY_USER }

USER(user_3, 3)
#if USERS == 3
USER(user_1, 1)
USER(user_6, 6)
#endif
