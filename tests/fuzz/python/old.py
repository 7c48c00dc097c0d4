# -*- coding: latin-1 -*-
class Main:
	def __init__(self):
		print "café"
	def train(self, d): exec "x" in d
