package dev.pergola.graphql.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.graphql.internal.Cost.Weight;
import graphql.parser.Parser;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostTest {
    private static Weight of(String document, Map<String, Object> variables) {
        return Cost.of(Parser.parse(document), variables);
    }

    private static Weight of(String document) {
        return of(document, Map.of());
    }

    @Test
    void countsFieldsAndCalls() {
        assertThat(of("{ __typename }")).isEqualTo(new Weight(1, 1));
        assertThat(of("{ plugin(id: 1) { id name } }")).isEqualTo(new Weight(12, 2));
        assertThat(of("{ ... on Query { a { b { c } } } }")).isEqualTo(new Weight(3, 3));
    }

    @Test
    void countsListsByHowManyAreAskedFor() {
        assertThat(of("{ plugins(first: 100) { nodes { id } } }").cost()).isEqualTo(210);
        assertThat(of("query($n: Int) { plugins(first: $n) { totalCount } }", Map.of("n", 7))
                        .cost())
                .isEqualTo(17);
        assertThat(of("{ plugins { totalCount } }").cost()).isEqualTo(60);
        assertThat(of("{ executions { status } }").cost()).isEqualTo(30);
        assertThat(of("{ executions(limit: -5) { status } }").cost()).isEqualTo(11);
        assertThat(of("{ executions(limit: 99999999999999999999999) { status } }")
                        .cost())
                .isLessThanOrEqualTo(1010);
    }

    @Test
    void aliasesDoNotHideAnything() {
        assertThat(of("{ a: plugin(id: 1) { id } b: plugin(id: 1) { id } }").cost())
                .isEqualTo(22);
    }

    @Test
    void fragmentsCountAsOftenAsTheyAreSpreadButAreLookedAtOnce() {
        StringBuilder bomb = new StringBuilder("{ ...f0 ...f0 }");
        for (int i = 0; i < 200; i++) {
            bomb.append(" fragment f%d on Query { ...f%d ...f%d }".formatted(i, i + 1, i + 1));
        }
        bomb.append(" fragment f200 on Query { __typename }");

        assertThat(of(bomb.toString()).cost()).isEqualTo(1L << 40);
    }

    @Test
    void fragmentsThatContainThemselvesOrAreMissingAreLeftToTheRulesOfTheLanguage() {
        assertThat(of("{ ...a } fragment a on Query { x { ...a } }")).isEqualTo(new Weight(1, 1));
        assertThat(of("{ ...nowhere }")).isEqualTo(Weight.NOTHING);
    }
}
