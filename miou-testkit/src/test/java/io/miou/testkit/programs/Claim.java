package io.miou.testkit.programs;

/** The things that a task may try with a resource. */
enum Claim {
    CHECK, CLOSE, DISOWN, ADOPT, TRANSFER
}
