package io.miou.messages;

import static io.miou.messages.Scene.clerk;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.messages.Mistake.Subject;
import java.io.IOException;
import java.util.List;

/** Mistakes with resources that a task owns. */
final class ResourceMistakes {

    static final List<Mistake> ALL = List.of(
            new Mistake("a resource leaked", "still owns resource key", Subject.CLERK,
                    scene -> scene.thrownByRun(() -> key())),
            new Mistake("a stranger's resource", "belongs to", Subject.CLERK, scene -> scene.said(() -> {
                try (Owned<String> key = key()) {
                    return Scene.thrownIn(clerk(), key::get);
                }
            })), Mistake.ofTheClerk("a resource closed", "was closed", () -> {
                Owned<String> key = key();
                key.close();
                key.get();
            }), Mistake.ofTheClerk("a resource adopted too late", "is closed", () -> {
                Owned<String> key = key();
                key.close();
                key.adopt();
            }), new Mistake("a transfer by main", "has no parent", Subject.NOBODY, scene -> scene.said(() -> {
                try (Owned<String> key = key()) {
                    return catchThrowable(key::transfer);
                }
            })), Mistake.ofTheClerk("a resource given while lent", "is lent to 1 task", () -> {
                try (Owned<String> key = key()) {
                    Promise<Object> borrower = Miou.task().lend(key).async(Scene::forever);
                    try {
                        Promise<Integer> _ = Miou.task().give(key).async(() -> 1);
                    } finally {
                        borrower.cancel();
                    }
                }
            }), Mistake.ofTheClerk("a resource lent to another domain", "cannot be lent", () -> {
                try (Owned<String> key = key()) {
                    Promise<Integer> _ = Miou.task().lend(key).call(() -> 1);
                }
            }), Mistake.ofTheCall("a resource given twice", "is given twice", () -> {
                try (Owned<String> key = key()) {
                    Promise<Integer> _ = Miou.task().give(key, key).async(() -> 1);
                }
            }), Mistake.ofTheCall("a resource given and lent", "both given and lent", () -> {
                try (Owned<String> key = key()) {
                    Promise<Integer> _ = Miou.task().give(key).lend(key).async(() -> 1);
                }
            }), Mistake.ofTheClerk("a task started by a release function", "a release function", () -> {
                Owned<String> key = Resource.own("key", _ -> Miou.async(() -> 1).await());
                key.close();
            }), Mistake.ofTheClerk("a release function has failed", "disk full", () -> {
                Owned<String> key = Resource.own("key", _ -> {
                    throw new IOException("disk full");
                });
                key.close();
            }));

    private ResourceMistakes() {
    }

    private static Owned<String> key() {
        return Resource.own("key", _ -> {
        });
    }
}
