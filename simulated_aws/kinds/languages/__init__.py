"""The languages of texts inside inputs: each file finds what AWS would refuse of a text in one of them."""
