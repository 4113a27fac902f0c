package io.miou.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages of this module: arrows between them run one way, in the order of the package's documentation. */
class PackagesTest {

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.miou.benchmarks");

    /** The packages. Each may depend on those after it. */
    private static final List<String> ORDER = List.of("suite", "soak", "dump", "scaling", "report", "comparison",
            "services",
            "proxy",
            "echo", "load", "plot", "options");

    @Test
    void arrows_makeNoCycle() {
        slices().matching("io.miou.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void arrows_runInTheOrderOfTheDocumentation() {
        for (int i = 0; i < ORDER.size(); i++) {
            String[] before = ORDER.subList(0, i).stream().map(name -> "io.miou.benchmarks." + name)
                    .toArray(String[]::new);
            classes().that().resideInAPackage("io.miou.benchmarks." + ORDER.get(i)).should().onlyDependOnClassesThat()
                    .resideOutsideOfPackages(before).andShould().onlyDependOnClassesThat()
                    .resideOutsideOfPackage("io.miou.benchmarks").check(ALL);
        }
    }

    @Test
    void order_namesEveryPackage() {
        assertThat(ALL.stream().map(JavaClass::getPackageName)
                .filter(name -> !name.endsWith(".kotlin") && !name.contains("jmh_generated")).distinct())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(Stream.of("io.miou.benchmarks"),
                        ORDER.stream().map(name -> "io.miou.benchmarks." + name)).toList());
    }
}
