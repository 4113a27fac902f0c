package io.miou.testkit;

import io.miou.Miou;
import io.miou.TaskFailedException;
import io.miou.testkit.chaos.Chaos;
import io.miou.testkit.faults.Faults;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs a test method as the main task, for one seed. Used by the thread of the test engine. */
final class SeededRun implements InvocationInterceptor, ParameterResolver {

    private final MiouTest test;
    private final long seed;
    private final Method method;
    private final Runnable onFailure;

    /** Null on a real backend. */
    @Nullable
    private final World world;

    SeededRun(MiouTest test, long seed, Method method, Runnable onFailure) {
        this.test = test;
        this.seed = seed;
        this.method = method;
        this.onFailure = onFailure;
        this.world = test.backend().equals(MiouTest.SIMULATED) ? simulation(test, seed).open() : null;
    }

    private static Simulation simulation(MiouTest test, long seed) {
        Simulation simulation = Simulation.of(seed).domains(test.domains()).faults(test.faults().faults());
        return test.manualTime() ? simulation.manualTime() : simulation;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == World.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (world == null) {
            throw new ParameterResolutionException("there is no World on the backend " + test.backend()
                    + "; leave the parameter out, or the backend");
        }
        return world;
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext, ExtensionContext context) throws Throwable {
        try {
            run(() -> {
                proceed(invocation);
                return null;
            });
        } catch (TaskFailedException e) {
            throw withReplay(e.getCause() == null ? e : e.getCause());
        } catch (Throwable e) {
            throw withReplay(e);
        }
    }

    private static void proceed(Invocation<@Nullable Void> invocation) throws Exception {
        try {
            invocation.proceed();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the test has thrown " + e, e);
        }
    }

    private void run(Callable<@Nullable Void> main) {
        if (world != null) {
            world.run(main);
            return;
        }
        OpenSockets before = OpenSockets.now();
        Faults faults = test.faults().faults();
        Miou.launcher().domains(test.domains()).seed(seed).backend(Chaos.around(test.backend(), faults, seed))
                .run(main);
        before.requireNoOther();
    }

    private Throwable withReplay(Throwable failure) {
        onFailure.run();
        String how = "seed " + seed + " of " + method.getDeclaringClass().getName() + "." + method.getName()
                + " fails; to repeat it, run this test with -D" + MiouTestExtension.SEED + "=" + seed;
        System.err.println(how);
        failure.addSuppressed(new Replay(how + (world == null ? "" : ". What happened:\n" + world.trace())));
        return failure;
    }

    /** An exception whose message tells, in the report of a failure, how to repeat it. */
    private static final class Replay extends Exception {

        private static final long serialVersionUID = 1L;

        Replay(String message) {
            super(message, null, false, false);
        }
    }
}
