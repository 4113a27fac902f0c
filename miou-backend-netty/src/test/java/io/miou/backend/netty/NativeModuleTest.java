package io.miou.backend.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NativeModuleTest {

    private static final Module ON_THE_MODULE_PATH = Object.class.getModule();

    @Test
    void moduleThatIsNotResolved_isNamedWithTheFlag() {
        assertThat(NativeModule.missing("io.netty.transport.epoll.linux", ON_THE_MODULE_PATH, "amd64")).get().asString()
                .contains("--add-modules io.netty.transport.epoll.linux.x86_64");
        assertThat(NativeModule.missing("io.netty.transport.epoll.linux", ON_THE_MODULE_PATH, "aarch64")).get()
                .asString().contains("--add-modules io.netty.transport.epoll.linux.aarch_64");
    }

    @Test
    void moduleThatIsResolved_isNotMissing() {
        assertThat(NativeModule.missing("java", ON_THE_MODULE_PATH, "logging")).isEmpty();
    }

    @Test
    void onTheClassPath_noModuleIsNeeded() {
        assertThat(NativeModule.missing("io.netty.transport.epoll.linux")).isEmpty();
    }
}
