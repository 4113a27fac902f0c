package io.miou.testkit.chaos;

import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendContractTest;
import io.miou.spi.BackendProvider;
import io.miou.testkit.faults.Faults;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

/** A backend with no faults added keeps the contract as before. */
@Tag("slow")
class ChaosContractTest extends BackendContractTest {

    /** A provider with a public constructor, so that a separate process of the contract test can create it. */
    public static final class Faultless implements BackendProvider {

        private final BackendProvider chaos = Chaos.around("nio", Faults.none(), 1);

        @Override
        public String name() {
            return chaos.name();
        }

        @Override
        public int priority() {
            return chaos.priority();
        }

        @Override
        public Backend open(BackendContext context) throws IOException {
            return chaos.open(context);
        }
    }

    @Override
    protected BackendProvider provider() {
        return new Faultless();
    }
}
