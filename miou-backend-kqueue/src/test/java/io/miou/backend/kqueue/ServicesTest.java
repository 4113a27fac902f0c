package io.miou.backend.kqueue;

import io.miou.spi.ServicesContractTest;

class ServicesTest extends ServicesContractTest {

    ServicesTest() {
        super(KQueueBackendProvider.class, "kqueue", 100);
    }
}
