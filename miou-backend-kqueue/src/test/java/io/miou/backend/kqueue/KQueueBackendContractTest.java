package io.miou.backend.kqueue;

import io.miou.spi.BackendContractTest;
import io.miou.spi.BackendProvider;

/** The contract of {@code io.miou.spi}, kept by {@code kqueue}; skipped with the reason where it is unavailable. */
class KQueueBackendContractTest extends BackendContractTest {

    @Override
    protected BackendProvider provider() {
        return new KQueueBackendProvider();
    }
}
