package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.BufferedReader;

/** A run that a static initialiser waits for, and whose tasks wait for the initialiser, says so. */
@Slow
class RunInClassInitialiserTest {

    /** A class that cannot be initialised. */
    static final class Deadlock {

        /** The lambda is a static method of this class. */
        static final int ANSWER = Miou.launcher().domains(1).run(() -> Miou.call(() -> 42).await());

        private Deadlock() {
        }
    }

    /** Initialises a class. */
    static final class Program {

        private Program() {
        }

        static void main(String[] arguments) {
            System.out.println("answer " + Deadlock.ANSWER);
        }
    }

    @OnEveryEngine
    void tasksThatUseTheClass_areWarnedOfWithAWayOut(Variant variant) throws Exception {
        Process process = FreshJvm.of(variant, Program.class, "-Dmiou.watchdog=100ms").builder().start();
        try (BufferedReader output = process.inputReader()) {
            String line = output.readLine();
            while (line != null && !line.contains("static initialiser")) {
                line = output.readLine();
            }
            assertThat(line).contains(Deadlock.class.getName()).contains("main").contains("deadlock")
                    .contains("in a method, such as main");
        } finally {
            process.destroyForcibly();
        }
    }

    /** A class whose run uses others only. */
    static final class Fine {

        static final int ANSWER = Miou.launcher().domains(1).run(Elsewhere::answer);

        private Fine() {
        }
    }

    /** Another class. */
    static final class Elsewhere {

        private Elsewhere() {
        }

        static int answer() {
            return Miou.call(() -> 42).await();
        }
    }

    @OnEveryEngine
    void tasksThatUseOtherClasses_run(Variant variant) {
        assertThat(Fine.ANSWER).isEqualTo(42);
    }
}
