package io.miou.testkit;

import io.miou.testkit.faults.Faults;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit test that runs inside Miou, once for each of many seeds: its method is the main task. By default it runs in a
 * simulated world, and may take the {@link World} as a parameter.
 *
 * {@snippet :
 * @MiouTest(seeds = 200, faults = MiouTest.FaultLevel.ROUGH)
 * void everyMessageIsAnswered() throws Exception {
 *     try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
 *         // a server, its clients, and the expected results
 *     }
 * }
 * }
 *
 * <p>It fails if the method throws, a rule is broken, or the program can never end. It also fails if tasks, resources,
 * sockets or timers are left behind. No seed is tried after a failure; the failure says how to repeat that seed:
 * {@code -Dmiou.testkit.seed=17}. {@code -Dmiou.testkit.seeds=100000} tries 100,000 seeds in every test.
 *
 * <p>On a real backend the seed decides only the random choices of the scheduler. {@code @BeforeEach} and
 * {@code @AfterEach} are run outside Miou. No JVM flag is needed; with the flag, tests run on carried fibers.
 *
 * @since 0.1.0
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(MiouTestExtension.class)
public @interface MiouTest {

    /** The backend that is none. */
    String SIMULATED = "simulated";

    /** The reliability of the network. */
    enum FaultLevel {
        /** No faults: {@link Faults#none}. */
        NONE,
        /** Slow and in pieces, but everything arrives: {@link Faults#rough}. */
        ROUGH,
        /** Now and then everything fails: {@link Faults#hostile}. */
        HOSTILE;

        Faults faults() {
            return switch (this) {
                case NONE -> Faults.none();
                case ROUGH -> Faults.rough();
                case HOSTILE -> Faults.hostile();
            };
        }
    }

    /** {@return the number of seeds} */
    int seeds() default 100;

    /** {@return the first seed; each other seed is greater by one} */
    long firstSeed() default 0;

    /** {@return the number of pool domains} */
    int domains() default 2;

    /** {@return the faults; on a real backend {@link io.miou.testkit.chaos.Chaos} causes them} */
    FaultLevel faults() default FaultLevel.NONE;

    /** {@return whether the clock moves only by {@link World#advance}} */
    boolean manualTime() default false;

    /** {@return the name of a backend, as in {@code miou.backend}} */
    String backend() default SIMULATED;
}
