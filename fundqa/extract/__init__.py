"""From a Document to what stands in it: sentences, mentions, headings, forms. No judgement yet."""
