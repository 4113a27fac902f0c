package io.miou.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.ResourceLeakedError;
import io.miou.StillHasChildrenError;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Property;
import io.miou.testing.Variant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A violation that is found only after its task has returned still names the program's own lines in its stack trace.
 */
class ViolationStackTest {

    private static final String HERE = ViolationStackTest.class.getName();

    private static void forgetAChild() {
        Promise<Void> _ = Miou.async(() -> {
        });
    }

    private static void leakAResource() {
        Resource _ = Resource.own("key", _ -> {
        });
    }

    private static List<StackTraceElement> framesOfTheProgram(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace()).limit(2).filter(frame -> frame.getClassName().equals(HERE))
                .toList();
    }

    @OnEveryEngine
    void withoutDebugMode_theClassOfTheTasksCodeIsOnTop_andTheMessageNamesTheMode(Variant variant) {
        Callable<Integer> code = () -> {
            forgetAChild();
            return 1;
        };
        for (Throwable thrown : List.of(catchThrowable(() -> variant.run(code)),
                catchThrowable(() -> variant.run((Action) ViolationStackTest::forgetAChild)))) {
            assertThat(thrown).isInstanceOf(StillHasChildrenError.class).hasMessageContaining("-Dmiou.debug=true");
            assertThat(framesOfTheProgram(thrown)).hasSize(1);
        }
        Throwable leaked = catchThrowable(() -> variant.run((Action) ViolationStackTest::leakAResource));
        assertThat(leaked).isInstanceOf(ResourceLeakedError.class).hasMessageContaining("-Dmiou.debug=true")
                .hasMessageContaining("where it was acquired");
        assertThat(framesOfTheProgram(leaked)).hasSize(1);
    }

    @OnEveryEngine
    void inDebugMode_theLineThatStartedTheChildIsOnTop(Variant variant) {
        try (Property _ = Property.set("miou.debug", "true")) {
            Throwable thrown = catchThrowable(() -> variant.run((Action) ViolationStackTest::forgetAChild));
            assertThat(thrown).isInstanceOf(StillHasChildrenError.class).message().doesNotContain("-Dmiou.debug")
                    .contains("started at " + HERE + ".forgetAChild");
            assertThat(thrown.getStackTrace()[0].getMethodName()).isEqualTo("forgetAChild");
        }
    }

    @OnEveryEngine
    void inDebugMode_theLineThatAcquiredTheResourceIsInTheMessageAndOnTop(Variant variant) {
        try (Property _ = Property.set("miou.debug", "true")) {
            Throwable thrown = catchThrowable(() -> variant.run((Action) ViolationStackTest::leakAResource));
            assertThat(thrown).isInstanceOf(ResourceLeakedError.class).message().doesNotContain("-Dmiou.debug")
                    .contains("[acquired at " + HERE + ".leakAResource(ViolationStackTest.java:");
            assertThat(thrown.getStackTrace()[0].getMethodName()).isEqualTo("leakAResource");
        }
    }

    @OnEveryEngine
    void dumpOfAFailedChild_saysWhy(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                throw new IllegalStateException("no such customer");
            });
            Miou.yield();
            assertThat(Miou.dump().toString())
                    .contains("failed, domain 0, ended by java.lang.IllegalStateException: no such customer");
            child.cancel();
        });
    }
}
