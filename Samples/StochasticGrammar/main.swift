print("grammar")
