package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.FreshJvm;
import io.miou.testing.Slow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fibers of the portable engine have the stack of the JDK's threads, which a flag of the JVM makes larger. */
@Slow
class StackOnPortableTest {

    private static final int DEPTH = 5_000;

    /** Two fibers that suspend far down. */
    static final class Deep {
        public static void main(String[] args) {
            List<String> turns = new ArrayList<>();
            Miou.launcher().domains(0).run(() -> {
                Promise<Integer> a = Miou.async(() -> turnsAtTheBottom(DEPTH, "a", turns));
                Promise<Integer> b = Miou.async(() -> turnsAtTheBottom(DEPTH, "b", turns));
                Miou.all(List.of(a, b));
            });
            System.out.println(turns);
        }

        private static int turnsAtTheBottom(int left, String id, List<String> turns) {
            if (left > 0) {
                return 1 + turnsAtTheBottom(left - 1, id, turns);
            }
            for (int i = 0; i < 3; i++) {
                turns.add(id);
                Miou.yield();
            }
            return 0;
        }
    }

    @Test
    void fibersThatSuspendAtTheBottomOf5000Calls_takeTurnsWithEnoughStack() throws Exception {
        FreshJvm.Ended ended = FreshJvm.withoutFlag(Deep.class, "-Dmiou.fibers=portable", "-Xss8m",
                "-XX:G1HeapRegionSize=8m").run();
        assertThat(ended.output().lines()).containsExactly("[a, b, a, b, a, b]");
        assertThat(ended.exitCode()).isZero();
    }
}
