package com.example.small;

import io.miou.Miou;
import io.miou.spi.Backend;

/** Tells which backend it runs on. */
class Small {

    static void main() {
        System.out.println("runs on the " + Miou.run(() -> Miou.backend(Backend.class).toString()));
    }
}
