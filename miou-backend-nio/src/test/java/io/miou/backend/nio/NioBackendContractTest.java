package io.miou.backend.nio;

import io.miou.spi.BackendContractTest;
import io.miou.spi.BackendProvider;

class NioBackendContractTest extends BackendContractTest {

    @Override
    protected BackendProvider provider() {
        return new NioBackendProvider();
    }
}
