package io.miou;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.testing.OnEveryEngine;
import io.miou.testing.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Checks that the numbers of tasks are unique in a run, although each domain counts for itself. */
class TaskNumbersTest {

    private static final int CHILDREN = 2_500;

    private static List<Long> numbersOfChildren() {
        List<Promise<Long>> children = new ArrayList<>();
        for (int i = 0; i < CHILDREN; i++) {
            children.add(Miou.async(() -> Miou.self().id()));
        }
        List<Long> numbers = new ArrayList<>(Miou.all(children));
        assertThat(numbers).isEqualTo(children.stream().map(Promise::id).toList());
        return numbers;
    }

    @OnEveryEngine
    void tasksOfAllDomains_haveNumbersOfTheirOwn(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            List<Long> numbers = new ArrayList<>(List.of(Miou.self().id()));
            List<Promise<List<Long>>> others = new ArrayList<>();
            for (Domain domain : Domain.pool()) {
                others.add(Miou.task().on(domain).call(TaskNumbersTest::numbersOfChildren));
            }
            others.forEach(other -> numbers.add(other.id()));
            numbers.addAll(numbersOfChildren());
            others.forEach(other -> numbers.addAll(other.await()));
            assertThat(numbers).hasSize(1 + 3 + 4 * CHILDREN).doesNotHaveDuplicates();
        });
    }

    @OnEveryEngine
    void tasksThatOneDomainStarts_areNumberedFrom0WithoutAGap(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            assertThat(Miou.self().id()).isZero();
            assertThat(numbersOfChildren()).isEqualTo(LongStream.rangeClosed(1, CHILDREN).boxed().toList());
        });
    }

    @OnEveryEngine
    void tasksOfASmallProgram_areNumberedInTheOrderOfTheirStart(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Promise<Long> child = Miou.call(() -> {
                Promise<Long> grandchild = Miou.async(() -> Miou.self().id());
                assertThat(grandchild.name()).isEqualTo("task-2");
                return grandchild.await();
            });
            assertThat(child.id()).isEqualTo(1);
            assertThat(child.await()).isEqualTo(2);
            assertThat(Miou.async(() -> Miou.self().name()).await()).isEqualTo("task-3");
        });
    }
}
