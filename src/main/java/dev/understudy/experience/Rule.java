package dev.understudy.experience;

import java.util.stream.Stream;

/// One demand on a dataset.
sealed interface Rule
    permits SchemaRule,
        SpeakersRule,
        CountsRule,
        ProtectiveRule,
        PartnersRule,
        MemoriesRule,
        ReplyWordsRule,
        OpeningsRule,
        DuplicatesRule,
        HorizonRule,
        LeaksRule,
        TrapsRule,
        QuestionsRule {
  Stream<Finding> check(Dataset dataset);
}
