package io.miou.spi;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/**
 * Checks everything that can be seen of a backend from outside. A backend with sockets extends this class and says
 * which provider it means; where that provider is unavailable, the tests are skipped with its reason, and so are those
 * of what is optional where the backend answers that it cannot.
 *
 * <p>Not covered: a backend that refuses sockets, and what needs more than one machine (connects
 * that stay pending, routes that vanish).
 *
 * <p>No test asserts a time but "it did not hang", with generous limits. Random tests print their seed;
 * {@code -Dmiou.seed=} repeats one. Every test also checks that it left no descriptor behind, where the operating
 * system lists them.
 */
@Timeout(60)
public abstract class BackendContractTest {

    /** {@return the provider to be checked} */
    protected abstract BackendProvider provider();

    @Nested
    class Opening extends OpeningContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Streams extends StreamContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Ends extends EndContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Failures extends FailureContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Watches extends WatchContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Wakeups extends WakeupContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Sleep extends SleepContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Exhaustion extends ExhaustionContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class WithoutIpv6 extends WithoutIpv6Contract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class HandOver extends HandOverContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Release extends ReleaseContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Datagrams extends DatagramContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Buffers extends BufferContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Multicast extends MulticastContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class UnixSockets extends UnixContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Files extends SendFileContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Adopted extends AdoptContract {
        @Override
        BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }
}
