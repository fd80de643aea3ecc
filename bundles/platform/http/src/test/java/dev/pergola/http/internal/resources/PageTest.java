package dev.pergola.http.internal.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageTest {
    @Test
    void goesOnBehindAnEntryThatIsGone() {
        Page<String> first = Page.of(List.of("a", "b", "c"), Optional.empty(), 2, name -> name);
        assertThat(first.items()).containsExactly("a", "b");
        Page<String> second = Page.of(List.of("a", "c", "d"), first.next(), 2, name -> name);
        assertThat(second.items()).containsExactly("c", "d");
        assertThat(second.next()).isEmpty();
    }

    @Test
    void isEmptyBehindTheEnd() {
        Page<String> last = Page.of(List.of("a", "b"), Optional.empty(), 1, name -> name);
        assertThat(Page.of(List.of("a"), last.next(), 1, name -> name).items()).isEmpty();
        assertThat(Page.of(List.<String>of(), Optional.empty(), 1, name -> name).next())
                .isEmpty();
    }
}
