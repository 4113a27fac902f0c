package io.miou.run;

import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.support.Thrown;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Opens the backends of a run, one for each domain: all of them or none. On the thread that opens the run. */
final class DomainBackends {

    private DomainBackends() {
    }

    static List<Backend> open(RunSettings settings) throws IOException {
        List<Backend> backends = new ArrayList<>();
        try {
            for (int i = 0; i <= settings.poolDomains(); i++) {
                backends.add(settings.backend().open(new BackendContext(i, settings.poolDomains())));
            }
            return backends;
        } catch (Throwable e) {
            for (Backend backend : backends) {
                try {
                    backend.close();
                } catch (Throwable second) {
                    Thrown.suppress(e, second);
                }
            }
            throw e;
        }
    }
}
