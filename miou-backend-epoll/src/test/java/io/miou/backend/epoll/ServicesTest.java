package io.miou.backend.epoll;

import io.miou.spi.ServicesContractTest;

class ServicesTest extends ServicesContractTest {

    ServicesTest() {
        super(EpollBackendProvider.class, "epoll", 100);
    }
}
