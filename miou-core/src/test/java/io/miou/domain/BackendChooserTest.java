package io.miou.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which backend is chosen of those that are found. */
class BackendChooserTest {

    private record Candidate(String name, int priority, Optional<String> unavailable) implements BackendProvider {
        @Override
        public Backend open(BackendContext context) {
            throw new AssertionError("choosing opens nothing");
        }
    }

    private static BackendProvider available(String name, int priority) {
        return new Candidate(name, priority, Optional.empty());
    }

    private static BackendProvider unavailable(String name, int priority, String why) {
        return new Candidate(name, priority, Optional.of(why));
    }

    private static String chosen(String forced, BackendProvider... found) {
        return BackendChooser.choose(forced, List.of(found), new ArrayList<>()).name();
    }

    @Test
    void highestPriority_wins() {
        assertThat(chosen(null, available("nio", 10), available("epoll", 100), available("other", 50)))
                .isEqualTo("epoll");
    }

    @Test
    void unavailableOne_isPassedOver() {
        assertThat(chosen(null, unavailable("epoll", 100, "not Linux"), available("nio", 10))).isEqualTo("nio");
    }

    @Test
    void oneWhoseCheckThrows_isPassedOver() {
        BackendProvider broken = new BackendProvider() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public int priority() {
                return 100;
            }

            @Override
            public Optional<String> unavailable() {
                throw new UnsatisfiedLinkError("no such library");
            }

            @Override
            public Backend open(BackendContext context) {
                throw new AssertionError("opened");
            }
        };
        assertThat(chosen(null, broken, available("nio", 10))).isEqualTo("nio");
        assertThatThrownBy(() -> chosen("broken", broken)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no such library");
    }

    @Test
    void samePriority_theFirstFoundWins() {
        assertThat(chosen(null, available("first", 10), available("second", 10))).isEqualTo("first");
    }

    @Test
    void nothingFound_oneWithoutSocketsIsThere() {
        assertThat(chosen(null)).isEqualTo(SleepingBackend.NAME);
        assertThat(chosen(null, unavailable("epoll", 100, "not Linux"))).isEqualTo(SleepingBackend.NAME);
        assertThat(chosen(SleepingBackend.NAME, available("nio", 10))).isEqualTo(SleepingBackend.NAME);
    }

    @Test
    void forcedName_winsOverPriority() {
        assertThat(chosen("nio", available("nio", 10), available("epoll", 100))).isEqualTo("nio");
    }

    @Test
    void forcedNameThatIsUnknown_listsWhatWasFoundAndWhyEachIsNotUsable() {
        assertThatThrownBy(() -> chosen("uring", available("nio", 10), unavailable("epoll", 100, "not Linux")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("uring")
                .hasMessageContaining("nio").hasMessageContaining("epoll").hasMessageContaining("not Linux");
    }

    @Test
    void forcedNameThatIsUnavailable_saysWhy() {
        assertThatThrownBy(() -> chosen("epoll", available("nio", 10), unavailable("epoll", 100, "not Linux")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("epoll")
                .hasMessageContaining("not Linux").hasMessageContaining("nio");
    }

    @Test
    void forcedNameWithNothingFound_saysSo() {
        assertThatThrownBy(() -> chosen("nio")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none").hasMessageContaining("io.miou:miou-backend-nio");
    }

    @Test
    void providerThatCannotBeLoaded_isNamed() {
        assertThatThrownBy(() -> BackendChooser.choose("epoll", List.of(),
                new ArrayList<>(List.of("a provider that cannot be loaded: broken jar"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("broken jar");
    }

    @Test
    void classPath_isSearched() {
        assertThat(BackendChooser.choose("nio").name()).isEqualTo("nio");
        assertThatThrownBy(() -> BackendChooser.choose("uring")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nio (available, priority 10)");
    }
}
