package io.miou.backend.nio;

import io.miou.spi.ServicesContractTest;

class ServicesTest extends ServicesContractTest {

    ServicesTest() {
        super(NioBackendProvider.class, "nio", 10);
    }
}
