package io.miou.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.sync.Trigger;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** {@link MiouTest} itself, by running tests that fail as they should. */
@Tag("slow")
class MiouTestTest {

    /** Test classes that only the tests below run: the name does not end in "Test". */
    static class Victims {

        private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

        @MiouTest(seeds = 5)
        void works(World world) {
            Miou.sleep(Duration.ofHours(1));
            assertThat(world.elapsed()).isEqualTo(Duration.ofHours(1));
        }

        @MiouTest(seeds = 100)
        void failsWithSeed17(World world) {
            assertThat(world.seed()).isNotEqualTo(17);
        }

        @MiouTest
        void leavesATask() {
            var _ = Miou.async(() -> Miou.sleep(Duration.ofSeconds(1)));
        }

        @MiouTest
        void leavesAResource() throws Exception {
            TcpListener.bind(ANYWHERE);
        }

        @MiouTest
        void leavesADescriptor() throws Exception {
            TcpListener.bind(ANYWHERE).disown();
        }

        @MiouTest
        void neverEnds() {
            new Trigger().await();
        }

        @MiouTest
        void throwsACheckedException() throws Exception {
            throw new java.io.IOException("as it is");
        }

        @MiouTest(backend = "nio", seeds = 1)
        void leavesADescriptorOfTheSystem() throws Exception {
            kept = java.nio.channels.SocketChannel.open();
        }

        @MiouTest(backend = "nio", seeds = 1)
        void wantsAWorldWhereThereIsNone(World world) {
            assertThat(world).isNotNull();
        }

        @MiouTest(manualTime = true, seeds = 3)
        void movesTime(World world) {
            world.advance(Duration.ofSeconds(5));
            assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(5));
        }

        static java.nio.channels.SocketChannel kept;

        /** The example of the guide. */
        @MiouTest(seeds = 200, faults = MiouTest.FaultLevel.ROUGH)
        void takesOneReadForTheWholeQuestion() throws Exception {
            try (TcpListener listener = TcpListener.bind(ANYWHERE)) {
                Promise<Void> server = Miou.task().lend(listener).async(() -> {
                    try (TcpStream client = listener.accept()) {
                        client.read(new byte[100]);
                        client.write("42\n".getBytes(US_ASCII));
                    }
                });
                try (TcpStream stream = TcpStream.connect(listener.localAddress())) {
                    stream.write("what is six times seven?\n".getBytes(US_ASCII));
                    assertThat(stream.inputStream().readAllBytes()).asString(US_ASCII).isEqualTo("42\n");
                }
                server.await();
            }
        }
    }

    private static EngineExecutionResults run(String method) {
        Class<?>[] parameters = Arrays.stream(Victims.class.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(method)).findFirst().orElseThrow().getParameterTypes();
        return EngineTestKit.engine("junit-jupiter").selectors(selectMethod(Victims.class, method, parameters))
                .execute();
    }

    private static Throwable failure(EngineExecutionResults results) {
        List<Event> failed = results.testEvents().failed().list();
        assertThat(failed).hasSize(1);
        return failed.get(0).getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
    }

    @Test
    void testThatWorks_isRunOncePerSeed() {
        run("works").testEvents().assertStatistics(statistics -> statistics.started(5).succeeded(5));
        run("movesTime").testEvents().assertStatistics(statistics -> statistics.started(3).succeeded(3));
    }

    @Test
    void failure_namesItsSeedAndNoOtherIsTriedAfterIt() {
        EngineExecutionResults results = run("failsWithSeed17");
        results.testEvents().assertStatistics(statistics -> statistics.started(18).failed(1));
        assertThat(failure(results).getSuppressed()).anySatisfy(replay -> assertThat(replay.getMessage())
                .contains("seed 17 of " + Victims.class.getName() + ".failsWithSeed17 fails",
                        "-Dmiou.testkit.seed=17", "What happened:", "domain 0: runs"));
    }

    @Test
    void seedOfTheProperty_isTheOnlyOne() {
        System.setProperty("miou.testkit.seed", "17");
        try {
            run("failsWithSeed17").testEvents().assertStatistics(statistics -> statistics.started(1).failed(1));
        } finally {
            System.clearProperty("miou.testkit.seed");
        }
    }

    @Test
    void numberOfTheProperty_isTriedEverywhere() {
        System.setProperty("miou.testkit.seeds", "7");
        try {
            run("works").testEvents().assertStatistics(statistics -> statistics.started(7).succeeded(7));
        } finally {
            System.clearProperty("miou.testkit.seeds");
        }
    }

    @Test
    void whateverIsLeftBehind_failsTheTest() {
        assertThat(failure(run("leavesATask"))).isInstanceOf(io.miou.StillHasChildrenError.class);
        assertThat(failure(run("leavesAResource"))).isInstanceOf(io.miou.ResourceLeakedError.class);
        assertThat(failure(run("leavesADescriptor"))).isInstanceOf(LeftBehindError.class);
    }

    @Test
    void descriptorOfTheSystemThatIsLeft_failsTheTestWhereTheSystemTells() throws Exception {
        EngineExecutionResults results = run("leavesADescriptorOfTheSystem");
        Victims.kept.close();
        if (java.nio.file.Files.isDirectory(java.nio.file.Path.of("/proc/self/fd"))) {
            assertThat(failure(results)).isInstanceOf(LeftBehindError.class).hasMessageContaining("socket:");
        }
    }

    @Test
    void programThatNeverEnds_failsWithWhatItWaitsFor() {
        assertThat(failure(run("neverEnds"))).isInstanceOf(StandstillError.class).hasMessageContaining("a trigger");
    }

    @Test
    void whatTheTestThrows_isReportedAsItIs() {
        assertThat(failure(run("throwsACheckedException"))).isInstanceOf(java.io.IOException.class)
                .hasMessage("as it is");
    }

    @Test
    void serverThatReadsOnce_worksOnLoopbackAndNotOnARoughNetwork() {
        assertThat(failure(run("takesOneReadForTheWholeQuestion"))).hasMessageContaining("Connection reset");
    }

    @Test
    void worldOnARealBackend_isRefused() {
        assertThat(failure(run("wantsAWorldWhereThereIsNone")))
                .hasMessageContaining("there is no World on the backend nio");
    }
}
