package io.miou.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.domain.SleepingBackend;
import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.testing.LogRecorder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** Tests which of the backends that are found is chosen. */
class BackendChooserTest {

    private record Candidate(String name, int priority, Optional<String> unavailable) implements BackendProvider {
        @Override
        public Backend open(BackendContext context) {
            throw new AssertionError("choosing opens nothing");
        }
    }

    private static BackendProvider available(String name, int priority) {
        return new Candidate(name, priority, Optional.empty());
    }

    private static BackendProvider unavailable(String name, int priority, String why) {
        return new Candidate(name, priority, Optional.of(why));
    }

    private static String chosen(String forced, BackendProvider... found) {
        return BackendChooser.choose(forced, List.of(found), new ArrayList<>()).name();
    }

    @Test
    void backendWhoseServiceFileIsLost_isNamedWithTheRemedy() {
        List<BackendProvider> onlyNio = ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get).filter(provider -> provider.name().equals("nio")).toList();
        assertThat(BackendChooser.lost(onlyNio)).anyMatch(line -> line.startsWith("epoll (its classes are here"))
                .allMatch(line -> line.contains("ServicesResourceTransformer"))
                .noneMatch(line -> line.startsWith("nio"));
        assertThat(BackendChooser.lost(ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get).toList())).isEmpty();
    }

    @Test
    void highestPriority_wins() {
        assertThat(chosen(null, available("nio", 10), available("epoll", 100), available("other", 50)))
                .isEqualTo("epoll");
    }

    @Test
    void unavailableOne_isPassedOver() {
        assertThat(chosen(null, unavailable("epoll", 100, "not Linux"), available("nio", 10))).isEqualTo("nio");
    }

    @Test
    void oneWhoseCheckThrows_isPassedOver() {
        BackendProvider broken = new BackendProvider() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public int priority() {
                return 100;
            }

            @Override
            public Optional<String> unavailable() {
                throw new UnsatisfiedLinkError("no such library");
            }

            @Override
            public Backend open(BackendContext context) {
                throw new AssertionError("opened");
            }
        };
        assertThat(chosen(null, broken, available("nio", 10))).isEqualTo("nio");
        assertThatThrownBy(() -> chosen("broken", broken)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no such library");
    }

    /** Returns a provider that is available, but cannot be opened. */
    private static BackendProvider brokenAtOpening(LinkageError problem) {
        return new BackendProvider() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public int priority() {
                return 100;
            }

            @Override
            public Backend open(BackendContext context) {
                throw problem;
            }
        };
    }

    @Test
    void oneWhoseLibraryCannotBeUsedAfterAll_isReplacedByTheNext() throws Exception {
        for (LinkageError problem : List.of(new UnsatisfiedLinkError("already loaded in another classloader"),
                new NoClassDefFoundError("io/netty/channel/IoHandle"), new ExceptionInInitializerError("no"))) {
            try (LogRecorder log = new LogRecorder()) {
                BackendProvider chosen = BackendChooser.choose(null,
                        List.of(brokenAtOpening(problem), unavailable("other", 50, "not here")), new ArrayList<>());
                assertThat(chosen.name()).isEqualTo("broken");
                try (Backend backend = chosen.open(new BackendContext(0, 1))) {
                    assertThat(chosen.name()).isEqualTo(SleepingBackend.NAME);
                    assertThatThrownBy(() -> backend.connect(new InetSocketAddress(1)))
                            .hasMessageContaining("broken (unavailable").hasMessageContaining(problem.toString());
                }
                assertThat(log.messages(Level.WARNING)).singleElement().asString().contains("broken")
                        .contains(problem.toString()).contains("is used instead");
            }
        }
    }

    @Test
    void oneThatCannotBeOpenedAndWasNamed_isRefusedWithTheReason() {
        BackendProvider broken = brokenAtOpening(new UnsatisfiedLinkError("already loaded in another classloader"));
        assertThatThrownBy(() -> Miou.launcher().backend(broken).run(Miou::yield))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("broken")
                .hasMessageContaining("already loaded in another classloader");
    }

    @Test
    void providerClassThatCannotBeLinked_isPassedOverAndSaidWhy() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new BrokenProviders(before));
        try {
            assertThat(BackendChooser.choose(null).name()).isNotEqualTo("broken");
            assertThatThrownBy(() -> BackendChooser.choose("uring")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot be loaded").hasMessageContaining("io/netty/channel/IoHandle");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** A class loader with a provider whose class cannot be linked. */
    private static final class BrokenProviders extends ClassLoader {

        private final Path services;

        BrokenProviders(ClassLoader parent) throws IOException {
            super(parent);
            services = Files.createTempFile("services", ".txt");
            services.toFile().deleteOnExit();
            Files.writeString(services, "io.miou.Unlinkable\n");
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.equals("io.miou.Unlinkable")) {
                throw new NoClassDefFoundError("io/netty/channel/IoHandle");
            }
            throw new ClassNotFoundException(name);
        }

        @Override
        protected Enumeration<URL> findResources(String name) throws IOException {
            return name.endsWith(BackendProvider.class.getName())
                    ? Collections.enumeration(List.of(services.toUri().toURL()))
                    : Collections.emptyEnumeration();
        }
    }

    @Test
    void samePriority_theFirstFoundWins() {
        assertThat(chosen(null, available("first", 10), available("second", 10))).isEqualTo("first");
    }

    @Test
    void nothingFound_oneWithoutSocketsIsThere() {
        assertThat(chosen(null)).isEqualTo(SleepingBackend.NAME);
        assertThat(chosen(null, unavailable("epoll", 100, "not Linux"))).isEqualTo(SleepingBackend.NAME);
        assertThat(chosen(SleepingBackend.NAME, available("nio", 10))).isEqualTo(SleepingBackend.NAME);
    }

    @Test
    void forcedName_winsOverPriority() {
        assertThat(chosen("nio", available("nio", 10), available("epoll", 100))).isEqualTo("nio");
    }

    @Test
    void forcedName_isTheOnlyOneThatIsAsked() {
        BackendProvider loads = new BackendProvider() {
            @Override
            public String name() {
                return "epoll";
            }

            @Override
            public int priority() {
                return 100;
            }

            @Override
            public Optional<String> unavailable() {
                throw new AssertionError("asked, and with that its library is loaded");
            }

            @Override
            public Backend open(BackendContext context) {
                throw new AssertionError("opened");
            }
        };
        assertThat(chosen("nio", loads, available("nio", 10))).isEqualTo("nio");
    }

    @Test
    void forcedNameThatIsUnknown_listsWhatWasFoundAndWhyEachIsNotUsable() {
        assertThatThrownBy(() -> chosen("uring", available("nio", 10), unavailable("epoll", 100, "not Linux")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no backend 'uring'; found: epoll (unavailable: not Linux);"
                        + " nio (available, priority 10). Name one that is available, or add the artifact that has it"
                        + " to the class path or module path");
    }

    @Test
    void forcedNameThatIsMissing_namesItsArtifact() {
        for (String ours : List.of("nio", "epoll", "kqueue")) {
            assertThatThrownBy(() -> chosen(ours)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("there is no backend '" + ours + "'; found: none. Add io.miou:miou-backend-"
                            + ours + " to the class path or module path");
        }
    }

    @Test
    void forcedNameThatIsUnavailable_saysWhyAndDoesNotAskToAddIt() {
        assertThatThrownBy(() -> chosen("epoll", available("nio", 10), unavailable("epoll", 100, "not Linux")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "backend 'epoll' cannot be used here: not Linux; others found: nio (available, priority 10)."
                                + " Name one that is available, or leave the name out to have the best of them chosen");
    }

    @Test
    void forcedNameOfTwo_isTheOneThatIsAvailable() {
        assertThat(chosen("epoll", unavailable("epoll", 100, "no library"), available("epoll", 5))).isEqualTo("epoll");
    }

    @Test
    void providerThatCannotBeLoaded_isNamed() {
        assertThatThrownBy(() -> BackendChooser.choose("epoll", List.of(),
                new ArrayList<>(List.of("a provider that cannot be loaded: broken jar"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("broken jar");
    }

    @Test
    void oneWithoutSockets_saysWhyTheOthersAreNotUsed() throws Exception {
        try (Backend backend = BackendChooser
                .choose(null, List.of(unavailable("epoll", 100, "not Linux")), new ArrayList<>())
                .open(new BackendContext(0, 0))) {
            assertThatThrownBy(() -> backend.connect(new InetSocketAddress("127.0.0.1", 1)))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("others found: epoll (unavailable: not Linux)")
                    .hasMessageContaining("Add io.miou:miou-backend-nio");
        }
    }

    @Test
    void choice_isLoggedInOneLineWithTheReasons() {
        BackendProvider epoll = available("epoll", 100);
        BackendProvider kqueue = unavailable("kqueue", 100, "not macOS");
        BackendProvider nio = available("nio", 10);
        try (Log log = new Log()) {
            chosen(null, nio, kqueue, epoll);
            chosen("nio", nio, kqueue, epoll);
            chosen(null, nio);
            chosen(null, kqueue);
            assertThat(log.lines()).containsExactly(
                    "backend epoll (priority 100) chosen;"
                            + " others: kqueue (unavailable: not macOS); nio (available, priority 10)",
                    "backend nio (priority 10) chosen by name;"
                            + " others: kqueue (not asked, priority 100); epoll (not asked, priority 100)",
                    "backend nio (priority 10) chosen; others: none",
                    "backend none (no sockets) chosen; others: kqueue (unavailable: not macOS)");
        }
    }

    /** Collects what the library logs at debug level while this is open. */
    private static final class Log extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger("io.miou");
        private final Level before = logger.getLevel();
        private final List<String> lines = new ArrayList<>();

        Log() {
            logger.setLevel(Level.FINE);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel() == Level.FINE) {
                lines.add(new SimpleFormatter().formatMessage(entry));
            }
        }

        List<String> lines() {
            return lines;
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setLevel(before);
        }
    }

    @Test
    void classPathWithEveryBackend_givesTheBestOfThisSystemAndEachByName() {
        List<String> usable = ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::get)
                .filter(provider -> provider.unavailable().isEmpty()).map(BackendProvider::name).toList();
        String nativeOne = usable.contains("epoll") ? "epoll" : usable.contains("kqueue") ? "kqueue" : "nio";
        assertThat(BackendChooser.choose(null).name()).isEqualTo(nativeOne);
        for (String name : usable) {
            assertThat(BackendChooser.choose(name).name()).isEqualTo(name);
        }
    }

    @Test
    void nativeBackendOfAnotherSystem_isUnavailableForThatReason() {
        String foreign = System.getProperty("os.name").startsWith("Mac") ? "epoll" : "kqueue";
        String why = foreign.equals("epoll") ? "not Linux" : "not macOS";
        assertThatThrownBy(() -> BackendChooser.choose(foreign)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("backend '" + foreign + "' cannot be used here: " + why)
                .hasMessageContaining("nio (available, priority 10)");
    }
}
