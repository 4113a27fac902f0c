package io.miou.backend.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.spi.BackendProvider;
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

/** The class path and the module path find the same provider. */
class ServicesTest {

    @Test
    void services_declaredTwice_agree() throws Exception {
        assertThat(namedOnClassPath()).isEqualTo(namedInModule()).containsExactly(NioBackendProvider.class.getName());
    }

    @Test
    void serviceLoader_findsIt() {
        assertThat(ServiceLoader.load(BackendProvider.class)).singleElement()
                .isInstanceOf(NioBackendProvider.class)
                .returns("nio", BackendProvider::name)
                .returns(10, BackendProvider::priority);
    }

    private static List<String> namedInModule() throws Exception {
        URI home = NioBackendProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        ModuleDescriptor module = ModuleFinder.of(Path.of(home)).find("io.miou.backend.nio").orElseThrow().descriptor();
        return module.provides().stream()
                .filter(provides -> provides.service().equals(BackendProvider.class.getName()))
                .flatMap(provides -> provides.providers().stream())
                .toList();
    }

    private static List<String> namedOnClassPath() throws IOException {
        URL file = NioBackendProvider.class.getResource("/META-INF/services/" + BackendProvider.class.getName());
        try (var in = file.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank())
                    .toList();
        }
    }
}
