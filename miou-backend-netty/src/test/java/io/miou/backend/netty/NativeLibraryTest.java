package io.miou.backend.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the reasons why a native library cannot be used, as they end the sentence "epoll is unavailable: ...". */
class NativeLibraryTest {

    @ParameterizedTest
    @CsvSource({"Linux, Windows 11", "Linux, Mac OS X", "macOS, Linux", "macOS, FreeBSD"})
    void anotherSystem_isSaidWithoutTouchingTheLibrary(String system, String running) {
        assertThat(NativeLibrary.unavailable(system, running, () -> {
            throw new AssertionError("Netty was asked");
        })).contains("not " + system);
    }

    @ParameterizedTest
    @CsvSource({"Linux, Linux", "macOS, Mac OS X", "macOS, Darwin"})
    void sameSystem_libraryLoads_isAvailable(String system, String running) {
        assertThat(NativeLibrary.unavailable(system, running, () -> null)).isEmpty();
    }

    @Test
    void libraryMissing_isSaidWithTheInnermostReason() {
        assertThat(reason(new ExceptionInInitializerError(new UnsatisfiedLinkError("no netty_transport in path"))))
                .contains("cannot be loaded").contains("no netty_transport in path")
                .contains(System.getProperty("os.arch"));
    }

    @Test
    void glibcTooOld_isSaid() {
        UnsatisfiedLinkError outer = new UnsatisfiedLinkError("could not load a native library: netty_transport");
        outer.addSuppressed(new UnsatisfiedLinkError("/tmp/lib.so: /lib64/libc.so.6: version `GLIBC_2.17' not found"));
        assertThat(reason(new ExceptionInInitializerError(outer))).contains("C library").contains("too old")
                .contains("GLIBC_2.17");
    }

    @Test
    void nativeAccessDenied_isSaidWithTheOption() {
        assertThat(reason(new ExceptionInInitializerError(
                new IllegalCallerException("Illegal native access from module io.netty.common"))))
                .contains("--enable-native-access").contains("io.netty.common");
    }

    @Test
    void nettyThrowsInsteadOfAnswering_isAReasonToo() {
        assertThat(NativeLibrary.unavailable("Linux", "Linux", () -> {
            throw new NoClassDefFoundError("io/netty/handle/epoll/Native");
        })).hasValueSatisfying(reason -> assertThat(reason).contains("io/netty/handle/epoll/Native"));
    }

    private static String reason(Throwable cause) {
        Optional<String> reason = NativeLibrary.unavailable("Linux", "Linux", () -> cause);
        return reason.orElseThrow();
    }
}
