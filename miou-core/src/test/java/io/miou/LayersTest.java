package io.miou;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layers of this module: arrows between packages run downwards, and backends know nothing of it. */
class LayersTest {

    private static final String TESTS = LayersTest.class.getProtectionDomain().getCodeSource().getLocation().getPath();

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains(TESTS))
            .importPackages("io.miou");

    /**
     * The classes that a program calls first. The other classes of io.miou are leaf types, which every layer may name.
     */
    private static final Set<String> FACADE = Set.of("Miou", "Launcher", "RunOptions", "SystemProperties", "Running",
            "TaskBuilder", "TaskExecutor", "Trace", "ApiAccessImpl", "DumpSignal");

    /** The layers from the bottom to the top. */
    private static final List<String> LAYERS = List.of("io.miou.support", "io.miou.inbox", "io.miou.fiber",
            "io.miou.domain",
            "io.miou.task", "io.miou.observe", "io.miou.run", "io.miou.bridge", "io.miou.sync", "facade", "io.miou.net",
            "io.miou.os");

    /**
     * The arrows that go up because the contract names them, by class: a set of orphans takes a builder, which starts
     * one task.
     */
    private static final Map<String, String> NAMED_BY_THE_CONTRACT = Map.of("io.miou.task.OrphanSet",
            "io.miou.TaskBuilder");

    private static boolean isIn(JavaClass type, String layer) {
        return layer.equals("facade") ? isFacade(type) : type.getPackageName().equals(layer);
    }

    private static boolean isFacade(JavaClass type) {
        return type.getPackageName().equals("io.miou") && FACADE.contains(outermost(type).getSimpleName());
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(LayersTest::outermost).orElse(type);
    }

    private static DescribedPredicate<JavaClass> in(String layer) {
        return describe("in " + layer, type -> isIn(type, layer));
    }

    static List<String> layers() {
        return LAYERS;
    }

    @ParameterizedTest
    @MethodSource("layers")
    void layer_usesOnlyThoseBelow(String layer) {
        List<String> above = LAYERS.subList(LAYERS.indexOf(layer) + 1, LAYERS.size());
        DescribedPredicate<JavaClass> exempt = describe("named by the contract",
                type -> NAMED_BY_THE_CONTRACT.containsKey(outermost(type).getName()));
        noClasses().that(in(layer).and(DescribedPredicate.not(exempt))).should()
                .dependOnClassesThat(describe("in a layer above " + layer,
                        type -> above.stream().anyMatch(other -> isIn(type, other))))
                .check(ALL);
        noClasses().that(in(layer).and(exempt)).should().dependOnClassesThat(describe("in a layer above " + layer,
                type -> above.stream().anyMatch(other -> isIn(type, other))
                        && !NAMED_BY_THE_CONTRACT.containsValue(type.getName())))
                .allowEmptyShould(true).check(ALL);
    }

    @Test
    void everyPackage_isALayer() {
        classes().that(describe("of this module", type -> !type.getPackageName().startsWith("io.miou.spi")
                && !type.getPackageName().startsWith("io.miou.backend") && !type.getPackageName().equals("io.miou")))
                .should().resideInAnyPackage(LAYERS.toArray(String[]::new)).check(ALL);
    }

    /** The leaf types of io.miou and the layers that implement them know each other; nothing else does. */
    @Test
    void packages_haveNoCycles() {
        slices().assignedFrom(new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                if (type.getPackageName().equals("io.miou")) {
                    // Leaf types are named by all layers: the rules for layers cover what they use.
                    return isFacade(type) ? SliceIdentifier.of("facade") : SliceIdentifier.ignore();
                }
                return SliceIdentifier.of(type.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages, the facade apart from the leaf types";
            }
        }).should().beFreeOfCycles().ignoreDependency(describe("named by the contract",
                type -> NAMED_BY_THE_CONTRACT.containsKey(outermost(type).getName())),
                describe("named by the contract", type -> NAMED_BY_THE_CONTRACT.containsValue(type.getName())))
                .check(ALL);
    }

    @Test
    void leafTypes_useNoFacade() {
        noClasses().that(describe("leaf types", type -> type.getPackageName().equals("io.miou") && !isFacade(type)
                && !outermost(type).getSimpleName().equals("Orphans")))
                .should().dependOnClassesThat(in("facade")).check(ALL);
    }

    @Test
    void backends_doNotKnowThisModule() {
        noClasses().that().resideInAnyPackage("io.miou.backend..", "io.miou.spi..").should().dependOnClassesThat(
                resideInAPackage("io.miou..")
                        .and(DescribedPredicate.not(resideInAnyPackage("io.miou.backend..", "io.miou.spi.."))))
                .check(ALL);
    }

    @Test
    void standardOutput_isForPrograms() {
        noClasses()
                .that(describe("not the logger, which warns at the exit of the JVM", type -> !outermost(type).getName()
                        .equals("io.miou.support.Log")))
                .should().accessField(System.class, "out").orShould().accessField(System.class, "err")
                .check(ALL);
    }

    @Test
    void logging_isDoneInOnePlace() {
        noClasses().that().resideOutsideOfPackages("io.miou.spi..", "io.miou.backend..")
                .and(describe("not the one logger", type -> !outermost(type).getName().equals("io.miou.support.Log")))
                .should().callMethod(System.class, "getLogger", String.class).check(ALL);
    }

    @Test
    void run_isTheOnlyAnswerToWhatTasksAsk() {
        classes().that().areAssignableTo(io.miou.task.RunContext.class).and().doNotHaveModifier(JavaModifier.ABSTRACT)
                .should().haveFullyQualifiedName("io.miou.run.Run").check(ALL);
    }
}
