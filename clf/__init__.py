from clf.block import HeadlineBlock
