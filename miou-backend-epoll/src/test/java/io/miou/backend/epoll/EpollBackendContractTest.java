package io.miou.backend.epoll;

import io.miou.spi.BackendContractTest;
import io.miou.spi.BackendProvider;

/** The contract of {@code io.miou.spi}, kept by {@code epoll}; skipped with the reason where it is unavailable. */
class EpollBackendContractTest extends BackendContractTest {

    @Override
    protected BackendProvider provider() {
        return new EpollBackendProvider();
    }
}
