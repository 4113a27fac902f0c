package io.miou.testkit.programs;

/** What a task may try with a resource. */
enum Claim {
    CHECK, CLOSE, DISOWN, ADOPT, TRANSFER
}
