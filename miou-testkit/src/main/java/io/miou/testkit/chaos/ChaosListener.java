package io.miou.testkit.chaos;

import io.miou.spi.Direction;
import io.miou.spi.ListenHandle;
import io.miou.spi.StreamHandle;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A listener whose connections behave badly. Confined as {@link ListenHandle} says. */
final class ChaosListener extends ChaosHandle<ListenHandle> implements ListenHandle {

    ChaosListener(ChaosBackend backend, ListenHandle real) {
        super(backend, real);
    }

    @Override
    public @Nullable StreamHandle accept() throws IOException {
        faulty.requireOpen();
        if (faulty.keep(Direction.READ)) {
            return null;
        }
        ChaosBackend chaos = faulty.chaos();
        chaos.takeDescriptor();
        StreamHandle accepted = null;
        try {
            accepted = real.accept();
        } finally {
            if (accepted == null) {
                chaos.returnDescriptor();
            }
        }
        return accepted == null ? null : new ChaosStream(chaos, accepted);
    }

}
