package io.miou.fiber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests which engine a run gets, also in a JDK that has moved what the carried one needs. */
class EngineChooserTest {

    private static final JdkInternals.Names NAMES = JdkInternals.Names.OF_JDK_25;

    private final List<String> warnings = new ArrayList<>();

    private EngineChooser chooserWith(JdkInternals internals) {
        return new EngineChooser(() -> Optional.ofNullable(internals.problem()), warnings::add);
    }

    private static List<JdkInternals> movedInternals() {
        return List.of(
                JdkInternals
                        .find(new JdkInternals.Names("java.lang.NoBuilders", NAMES.threads(), NAMES.socketPollers())),
                JdkInternals.find(new JdkInternals.Names("java.lang.String", NAMES.threads(), NAMES.socketPollers())),
                JdkInternals
                        .find(new JdkInternals.Names(NAMES.builders(), "java.lang.NoThread", NAMES.socketPollers())),
                JdkInternals.find(new JdkInternals.Names(NAMES.builders(), NAMES.threads(), "sun.nio.ch.NoPoller")));
    }

    @Test
    void internalsOfThisJdk_areFound() {
        assertThat(JdkInternals.find(NAMES).problem()).isNull();
        assertThat(chooserWith(JdkInternals.find(NAMES)).choose(null).name()).isEqualTo("carried");
        assertThat(warnings).isEmpty();
    }

    @Test
    void internalsThatWereMoved_makeThePortableEngineTakeOverWithOneWarning() {
        for (JdkInternals moved : movedInternals()) {
            warnings.clear();
            EngineChooser chooser = chooserWith(moved);
            assertThat(chooser.choose(null).name()).isEqualTo("portable");
            assertThat(chooser.choose(null).name()).isEqualTo("portable");
            assertThat(warnings).singleElement().asString().contains("portable engine").contains("run on JDK 25")
                    .contains("-Dmiou.fibers=portable");
        }
    }

    @Test
    void carriedEngineForcedWhereItCannotBe_saysWhy() {
        for (JdkInternals moved : movedInternals()) {
            assertThatThrownBy(() -> chooserWith(moved).choose("carried")).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("run on JDK 25").hasMessageContaining("miou.fibers");
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void forcedEngine_isUsedWithoutAWarning() {
        EngineChooser chooser = chooserWith(JdkInternals.find(NAMES));
        assertThat(chooser.choose("portable").name()).isEqualTo("portable");
        assertThat(chooser.choose("carried").name()).isEqualTo("carried");
        assertThat(chooserWith(movedInternals().get(0)).choose("portable").name()).isEqualTo("portable");
        assertThat(warnings).isEmpty();
    }

    @Test
    void unknownEngine_isAnErrorThatNamesTheChoice() {
        assertThatThrownBy(() -> chooserWith(JdkInternals.find(NAMES)).choose("Carried"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'Carried'")
                .hasMessageContaining("carried or portable");
    }
}
