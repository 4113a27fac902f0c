package io.miou.testkit.cancellation;

import static io.miou.testkit.cancellation.Scenario.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskExecutor;
import io.miou.sync.Channel;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.sync.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A scenario for each operation of {@code io.miou} that suspends. */
final class LanguageScenarios {

    private static final long AN_HOUR = 1;

    private LanguageScenarios() {
    }

    static List<Scenario> all() {
        return List.of(
                of("Miou.sleep(Duration)", LanguageScenarios::sleeping),
                of("Miou.yield()", rig -> rig.attempt(() -> {
                    Miou.yield();
                    return true;
                })),
                of("Miou.await(CompletionStage)", LanguageScenarios::future),
                // Children
                of("Promise.await()", rig -> family(rig, children -> children.getFirst().await())),
                of("Promise.awaitChecked(Class)", rig -> family(rig,
                        children -> children.getFirst().awaitChecked(IllegalStateException.class))),
                of("Promise.awaitWithin(Duration)", rig -> family(rig,
                        children -> children.getFirst().awaitWithin(Duration.ofHours(AN_HOUR)))),
                of("Promise.awaitOutcome()", rig -> family(rig, children -> children.getLast().awaitOutcome())),
                of("Promise.cancel()", rig -> family(rig, children -> {
                    children.getLast().cancel();
                    return true;
                })),
                of("Miou.awaitOne(Collection)", rig -> family(rig, Miou::<Integer>awaitOne)),
                of("Miou.awaitOne(Promise[])", rig -> family(rig,
                        children -> Miou.<Integer>awaitOne(children.getFirst(), children.getLast()))),
                of("Miou.awaitFirst(Collection)", rig -> family(rig, Miou::<Integer>awaitFirst)),
                of("Miou.awaitFirst(Promise[])", rig -> family(rig,
                        children -> Miou.<Integer>awaitFirst(children.getFirst(), children.getLast()))),
                of("Miou.any(Collection)", rig -> family(rig, Miou::<Integer>any)),
                of("Miou.any(Promise[])", rig -> family(rig,
                        children -> Miou.<Integer>any(children.getFirst(), children.getLast()))),
                of("Miou.awaitAll(Collection)", rig -> family(rig, Miou::<Integer>awaitAll)),
                of("Miou.awaitAll(Promise[])", rig -> family(rig,
                        children -> Miou.<Integer>awaitAll(children.getFirst(), children.getLast()))),
                of("Miou.all(Collection)", rig -> family(rig, Miou::<Integer>all)),
                of("Miou.all(Promise[])", rig -> family(rig,
                        children -> Miou.<Integer>all(children.getFirst(), children.getLast()))),
                of("Miou.parallel(Collection, TaskFunction)",
                        rig -> members(rig, member -> Miou.parallel(List.of(1, 2), _ -> member.call()))),
                of("Miou.map(Collection, TaskFunction)",
                        rig -> members(rig, member -> Miou.map(List.of(1, 2), _ -> member.call()))),
                of("Miou.everywhere(Action)", rig -> members(rig, member -> {
                    Miou.everywhere(() -> {
                        int _ = member.call();
                    });
                    return true;
                })),
                // Orphans
                of("Orphans.get()", rig -> orphans(rig, orphans -> orphans.get())),
                of("Orphans.drain()", rig -> orphans(rig, Orphans::drain)),
                of("Orphans.cancelAll()", rig -> orphans(rig, orphans -> {
                    orphans.cancelAll();
                    return true;
                })),
                of("Orphans.close()", rig -> orphans(rig, orphans -> {
                    orphans.close();
                    return true;
                })),
                of("Orphans.add(Promise)", LanguageScenarios::adding),
                of("Orphans.async(Callable)", rig -> crowded(rig, Orphans::async)),
                of("Orphans.async(Action)", rig -> crowded(rig, (orphans, member) -> orphans.async(() -> {
                    int _ = member.call();
                }))),
                of("Orphans.call(Callable)", rig -> crowded(rig, Orphans::call)),
                of("Orphans.call(Action)", rig -> crowded(rig, (orphans, member) -> orphans.call(() -> {
                    int _ = member.call();
                }))),
                of("Orphans.async(TaskBuilder, Callable)",
                        rig -> crowded(rig, (orphans, member) -> orphans.async(Miou.task(), member))),
                of("Orphans.async(TaskBuilder, Action)",
                        rig -> crowded(rig, (orphans, member) -> orphans.async(Miou.task(), () -> {
                            int _ = member.call();
                        }))),
                of("Orphans.call(TaskBuilder, Callable)",
                        rig -> crowded(rig, (orphans, member) -> orphans.call(Miou.task(), member))),
                of("Orphans.call(TaskBuilder, Action)",
                        rig -> crowded(rig, (orphans, member) -> orphans.call(Miou.task(), () -> {
                            int _ = member.call();
                        }))),
                // Scopes
                of("Miou.timeout(Duration, Body)",
                        rig -> limited(rig, (limit, body) -> Miou.<Boolean, Exception>timeout(limit, body::call))),
                of("Miou.timeout(Duration, Step)", rig -> limited(rig, (limit, body) -> {
                    Miou.<Exception>timeout(limit, () -> {
                        boolean _ = body.call();
                    });
                    return true;
                })),
                of("Miou.until(Trigger, Body)", rig -> stopped(rig,
                        (stop, body) -> Miou.<Boolean, Exception>until(stop, body::call).isPresent())),
                of("Miou.until(Trigger, Step)", rig -> stopped(rig, (stop, body) -> Miou.<Exception>until(stop, () -> {
                    boolean _ = body.call();
                }))),
                of("Miou.until(Latch, Body)",
                        rig -> stopped(rig, latchOf(stop -> body -> Miou.<Boolean, Exception>until(stop, body::call)
                                .isPresent()))),
                of("Miou.until(Latch, Step)",
                        rig -> stopped(rig, latchOf(stop -> body -> Miou.<Exception>until(stop, () -> {
                            boolean _ = body.call();
                        })))),
                of("Miou.until(Computation, Body)",
                        rig -> stopped(rig, computationOf(stop -> body -> Miou
                                .<Boolean, Exception>until(stop, body::call).isPresent()))),
                of("Miou.until(Computation, Step)",
                        rig -> stopped(rig, computationOf(stop -> body -> Miou.<Exception>until(stop, () -> {
                            boolean _ = body.call();
                        })))),
                of("Miou.shield(Body)", rig -> shielded(rig, body -> Miou.<Boolean, Exception>shield(body::call))),
                of("Miou.shield(Step)", rig -> shielded(rig, body -> {
                    Miou.<Exception>shield(() -> {
                        boolean _ = body.call();
                    });
                    return true;
                })),
                of("Miou.protect(Body, Finalizer)", rig -> finalized(rig, (body, ran) -> Miou
                        .<Boolean, Exception>protect(body::call, _ -> ran[0]++))),
                of("Miou.protect(Step, Finalizer)", rig -> finalized(rig, (body, ran) -> {
                    Miou.<Exception>protect(() -> {
                        boolean _ = body.call();
                    }, _ -> ran[0]++);
                    return true;
                })),
                of("Miou.blocking(Body)", rig -> outside(rig, body -> Miou.<Integer, Exception>blocking(body::call))),
                of("Miou.blocking(Step)", rig -> outside(rig, body -> {
                    Miou.<Exception>blocking(() -> {
                        int _ = body.call();
                    });
                    return 42;
                })),
                of("Miou.blocking(Body, Action)",
                        rig -> outside(rig, body -> Miou.<Integer, Exception>blocking(body::call, () -> {
                        }))),
                of("Miou.blocking(Step, Action)", rig -> outside(rig, body -> {
                    Miou.<Exception>blocking(() -> {
                        int _ = body.call();
                    }, () -> {
                    });
                    return 42;
                })),
                of("Resource.close()", LanguageScenarios::closing),
                // Executors
                of("TaskExecutor.close()",
                        rig -> executor(rig, (executor, members) -> executor.submit(members.getFirst()))),
                of("TaskExecutor.invokeAll(Collection)", rig -> executor(rig, TaskExecutor::<Integer>invokeAll)),
                of("TaskExecutor.invokeAll(Collection, long, TimeUnit)", rig -> executor(rig,
                        (executor, members) -> executor.invokeAll(members, AN_HOUR, TimeUnit.HOURS))),
                of("TaskExecutor.invokeAny(Collection)", rig -> executor(rig, TaskExecutor::<Integer>invokeAny)),
                of("TaskExecutor.invokeAny(Collection, long, TimeUnit)", rig -> executor(rig,
                        (executor, members) -> executor.invokeAny(members, AN_HOUR, TimeUnit.HOURS))),
                of("TaskExecutor.awaitTermination(long, TimeUnit)", rig -> executor(rig, (executor, members) -> {
                    CompletableFuture<Integer> _ = executor.submit(members.getFirst());
                    executor.shutdown();
                    return executor.awaitTermination(AN_HOUR, TimeUnit.HOURS);
                })));
    }

    private static void sleeping(Rig rig) throws Exception {
        Duration before = rig.world().elapsed();
        Duration time = Duration.ofMillis(1 + rig.below(3));
        Fate<Duration> fate = rig.attempt(() -> {
            Duration begin = rig.world().elapsed();
            Miou.sleep(time);
            return rig.world().elapsed().minus(begin);
        });
        if (fate instanceof Fate.Done<Duration>(Duration slept)) {
            assertThat(slept).isGreaterThanOrEqualTo(time);
        }
        assertThat(rig.world().elapsed()).isGreaterThanOrEqualTo(before);
    }

    private static void future(Rig rig) throws Exception {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        rig.help(() -> rig.require(future.complete(42), "cancelling a waiter has completed its future"));
        Fate<Integer> fate = rig.attempt(() -> Miou.await(future));
        rig.awaitHelpers();
        assertThat(future.getNow(0)).isEqualTo(42);
        assertThat(fate).isIn(new Fate.Done<>(42), new Fate.Cut<>());
    }

    // Children

    private interface Joining {
        Object join(List<Promise<Integer>> children) throws Exception;
    }

    private interface Members {
        Object run(Callable<Integer> member) throws Exception;
    }

    /** Checks that no child outlives the victim's operation, whatever the operation does with its children. */
    private static void members(Rig rig, Members members) throws Exception {
        int[] alive = new int[1];
        Callable<Integer> member = () -> {
            alive[0]++;
            try {
                rig.rest();
                return 1;
            } finally {
                alive[0]--;
            }
        };
        Fate<Boolean> fate = rig.attempt(() -> {
            boolean _ = members.run(member) != null;
            rig.require(alive[0] == 0, "a child is alive although all were awaited");
            return true;
        });
        assertThat(alive[0]).as("children that have outlived the victim's operation").isZero();
        assertThat(fate).isNotInstanceOf(Fate.Failed.class);
    }

    private static void family(Rig rig, Joining joining) throws Exception {
        members(rig, member -> {
            List<Promise<Integer>> children = List.of(Miou.async(member), Miou.call(member));
            Object result = joining.join(children);
            var _ = Miou.<Integer>awaitAll(children);
            return result;
        });
    }

    private interface Looking {
        Object look(Orphans<Integer> orphans) throws Exception;
    }

    private static void orphans(Rig rig, Looking looking) throws Exception {
        members(rig, member -> {
            Orphans<Integer> orphans = Miou.orphans();
            var _ = orphans.async(member);
            var _ = orphans.call(member);
            Object result = looking.look(orphans);
            var _ = orphans.drain();
            return result;
        });
    }

    private interface Starting {
        Object start(Orphans<Object> orphans, Callable<Integer> member) throws Exception;
    }

    /** Starts two children in orphans with room for one: the second waits for it. */
    private static void crowded(Rig rig, Starting starting) throws Exception {
        int[] running = new int[1];
        members(rig, member -> {
            Callable<Integer> counted = () -> {
                rig.require(running[0]++ == 0, "more run than there is room for");
                try {
                    return member.call();
                } finally {
                    running[0]--;
                }
            };
            Orphans<Object> orphans = Miou.orphans(1);
            Object _ = starting.start(orphans, counted);
            Object result = starting.start(orphans, counted);
            var _ = orphans.drain();
            return result;
        });
        assertThat(running[0]).isZero();
    }

    /** Adds children that run already. The orphans take them in when there is room. */
    private static void adding(Rig rig) throws Exception {
        members(rig, member -> {
            Orphans<Object> orphans = Miou.orphans(1);
            var _ = orphans.add(Miou.async(member));
            var _ = orphans.add(Miou.call(member));
            return orphans.drain();
        });
    }

    // Scopes

    private interface Limiting {
        boolean run(Duration limit, Callable<Boolean> body) throws Exception;
    }

    private static void limited(Rig rig, Limiting limiting) throws Exception {
        Fate<String> fate = rig.attempt(() -> {
            try {
                return "returned " + limiting.run(Duration.ofMillis(2), () -> {
                    new Trigger().await();
                    return true;
                });
            } catch (TimeoutException e) {
                return "limit";
            }
        });
        assertThat(fate).isIn(new Fate.Done<>("limit"), new Fate.Cut<>());
    }

    private interface Stopping {
        boolean run(Trigger stop, Callable<Boolean> body) throws Exception;
    }

    private static void stopped(Rig rig, Stopping stopping) throws Exception {
        Trigger stop = new Trigger();
        rig.help(() -> rig.require(stop.signal(), "a stop that was not signalled cannot be"));
        Fate<Boolean> fate = rig.attempt(() -> stopping.run(stop, () -> {
            new Trigger().await();
            return true;
        }));
        rig.awaitHelpers();
        assertThat(fate).isIn(new Fate.Done<>(false), new Fate.Cut<>());
    }

    private static Stopping latchOf(Function<Latch, Scoped> until) {
        return (stop, body) -> {
            Latch latch = new Latch(1);
            stop.onSignal(latch::countDown);
            return until.apply(latch).run(body);
        };
    }

    private static Stopping computationOf(Function<Computation<Integer>, Scoped> until) {
        return (stop, body) -> {
            Computation<Integer> computation = new Computation<>();
            stop.onSignal(() -> {
                boolean _ = computation.tryReturn(1);
            });
            return until.apply(computation).run(body);
        };
    }

    private interface Scoped {
        boolean run(Callable<Boolean> body) throws Exception;
    }

    private static void shielded(Rig rig, Scoped scoped) throws Exception {
        Channel<Integer> channel = Channel.of(0);
        int[] counts = new int[2];
        rig.help(() -> {
            rig.rest();
            channel.trySend(1);
            channel.close();
        });
        Fate<Boolean> _ = rig.attempt(() -> scoped.run(() -> {
            counts[0]++;
            Miou.sleep(Duration.ofMillis(1));
            Miou.yield();
            channel.forEach(_ -> {
            });
            counts[1]++;
            return true;
        }));
        rig.awaitHelpers();
        assertThat(counts[1]).as("what was begun in a shield is done").isEqualTo(counts[0]);
    }

    private interface Finalizing {
        boolean run(Callable<Boolean> body, int[] ran) throws Exception;
    }

    private static void finalized(Rig rig, Finalizing finalizing) throws Exception {
        int[] begun = new int[1];
        int[] ran = new int[1];
        Fate<Boolean> _ = rig.attempt(() -> finalizing.run(() -> {
            begun[0]++;
            rig.rest();
            return true;
        }, ran));
        assertThat(ran[0]).isEqualTo(begun[0]);
    }

    private interface Blocking {
        int run(Callable<Integer> body) throws Exception;
    }

    private static void outside(Rig rig, Blocking blocking) throws Exception {
        AtomicInteger returned = new AtomicInteger();
        Fate<Integer> fate = rig.attempt(() -> blocking.run(() -> {
            returned.incrementAndGet();
            return 42;
        }));
        // A body that was begun has returned: it does not wait for anything that could be interrupted.
        assertThat(returned.get()).isEqualTo(fate.count());
    }

    private static void closing(Rig rig) throws Exception {
        int[] released = new int[1];
        int[] acquired = new int[1];
        Fate<Boolean> _ = rig.attempt(() -> {
            Owned<Integer> owned = Resource.own(1, _ -> {
                Miou.yield();
                Miou.sleep(Duration.ofMillis(1));
                released[0]++;
            });
            acquired[0]++;
            rig.rest();
            owned.close();
            rig.require(released[0] == 1, "close has returned before the release");
            return true;
        });
        assertThat(released[0]).isEqualTo(acquired[0]);
    }

    // Executors

    private interface Executing {
        Object execute(TaskExecutor executor, List<Callable<Integer>> members) throws Exception;
    }

    private static void executor(Rig rig, Executing executing) throws Exception {
        boolean here = rig.below(2) == 0;
        members(rig, member -> {
            try (TaskExecutor executor = here ? Miou.asyncExecutor() : Miou.callExecutor()) {
                return executing.execute(executor, List.of(member, member));
            }
        });
    }
}
