package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/**
 * The class path and the module path find the same provider. A module of one backend extends this class; its module is
 * named as its package.
 */
public abstract class ServicesContractTest {

    private final Class<? extends BackendProvider> provider;
    private final String name;
    private final int priority;

    /**
     * Creates the test with the service that must be found.
     *
     * @param provider its class
     * @param name its name
     * @param priority its priority
     */
    protected ServicesContractTest(Class<? extends BackendProvider> provider, String name, int priority) {
        this.provider = provider;
        this.name = name;
        this.priority = priority;
    }

    @Test
    void services_declaredTwice_agree() throws Exception {
        assertThat(namedOnClassPath()).isEqualTo(namedInModule()).containsExactly(provider.getName());
    }

    @Test
    void serviceLoader_findsIt() {
        assertThat(ServiceLoader.load(BackendProvider.class)).singleElement()
                .isInstanceOf(provider)
                .returns(name, BackendProvider::name)
                .returns(priority, BackendProvider::priority);
    }

    private List<String> namedInModule() throws Exception {
        URI home = provider.getProtectionDomain().getCodeSource().getLocation().toURI();
        ModuleDescriptor module = ModuleFinder.of(Path.of(home)).find(provider.getPackageName()).orElseThrow()
                .descriptor();
        return module.provides().stream()
                .filter(provides -> provides.service().equals(BackendProvider.class.getName()))
                .flatMap(provides -> provides.providers().stream())
                .toList();
    }

    private List<String> namedOnClassPath() throws IOException {
        URL file = provider.getResource("/META-INF/services/" + BackendProvider.class.getName());
        try (var in = file.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank())
                    .toList();
        }
    }
}
